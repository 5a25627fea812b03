// Reading a numeric CSV file: seconds and peak memory. `csv --write FILE --megabytes N` makes the file: 20 columns of
// normal numbers with six decimals, whole numbers, and doubles in full.
#include <fmt/format.h>
#include <sys/resource.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>

#include "ansatz/table.h"

namespace {

int write(const std::string& path, double megabytes) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (!file) return 1;
  std::mt19937_64 random(1);
  std::normal_distribution<double> normal;
  std::string text;
  for (int c = 0; c < 20; ++c) text += fmt::format("{}column_{}", c ? "," : "", c);
  text += '\n';
  std::size_t written = 0;
  while (static_cast<double>(written) < megabytes * 1e6) {
    for (int c = 0; c < 20; ++c) {
      if (c) text += ',';
      const double x = normal(random);
      if (c < 10)
        fmt::format_to(std::back_inserter(text), "{:.6f}", x);
      else if (c < 15)
        fmt::format_to(std::back_inserter(text), "{}", static_cast<int>(1000 * x));
      else
        fmt::format_to(std::back_inserter(text), "{}", x);
    }
    text += '\n';
    if (text.size() > 1 << 20) {
      written += std::fwrite(text.data(), 1, text.size(), file);
      text.clear();
    }
  }
  std::fwrite(text.data(), 1, text.size(), file);
  return std::fclose(file);
}

}  // namespace

int main(int argc, char** argv) {
  std::string path, out;
  int threads = 0;
  double megabytes = 1000;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string option = argv[i];
    if (option == "--file") path = argv[i + 1];
    if (option == "--write") out = argv[i + 1];
    if (option == "--megabytes") megabytes = std::atof(argv[i + 1]);
    if (option == "--threads") threads = std::atoi(argv[i + 1]);
  }
  if (!out.empty()) return write(out, megabytes);
  const auto start = std::chrono::steady_clock::now();
  const ansatz::Table table = ansatz::read_csv(path, {.threads = threads});
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  double sum = 0;
  for (const ansatz::Column& column : table.columns()) sum += column.numbers[column.numbers.size() - 1];
  struct rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  const auto cells = static_cast<double>(table.rows()) * static_cast<double>(table.columns().size());
  fmt::print(
      "{{\"workload\":\"csv\",\"framework\":\"ansatz\",\"metric\":\"read\",\"value\":{:.4f},\"unit\":\"s\",\"rows\":{},"
      "\"columns\":{},\"peak_bytes\":{},\"peak_ratio\":{:.3f},\"check\":{:.6g}}}\n",
      seconds, table.rows(), table.columns().size(), usage.ru_maxrss * 1024,
      static_cast<double>(usage.ru_maxrss) * 1024 / (4 * cells), sum);
}
