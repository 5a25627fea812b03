// The workload lasso: 100 penalties on 10,000 rows × 500 columns, 50 of which matter.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>

#include "ansatz/elastic_net.h"
#include "bench/median.h"

int main(int argc, char** argv) {
  constexpr std::size_t rows = 10'000, columns = 500;
  int threads = 1;
  for (int i = 1; i + 1 < argc; ++i)
    if (!std::strcmp(argv[i], "--threads")) threads = std::atoi(argv[i + 1]);
  std::mt19937_64 random(1);
  std::normal_distribution<double> normal;
  std::vector<std::vector<double>> x(columns, std::vector<double>(rows));
  std::vector<double> y(rows);
  std::vector<std::pair<std::string, std::span<const double>>> named;
  for (std::size_t j = 0; j < columns; ++j) {
    for (double& value : x[j]) value = normal(random);
    named.emplace_back("x" + std::to_string(j), x[j]);
  }
  for (std::size_t i = 0; i < rows; ++i) {
    y[i] = 10 * normal(random);
    for (std::size_t j = 0; j < 50; ++j) y[i] += 0.1 * static_cast<double>(j) * x[j][i];
  }
  std::vector<ansatz::ElasticNetFit> path;
  // scikit-learn's own tolerance of the duality gap.
  const double seconds = bench::median_seconds(
      [&] { path = ansatz::elastic_net_path(named, y, {.tolerance = 1e-4, .threads = threads}); }, 5);
  if (path.size() != 100 || !(std::abs(path.back().coefficients[49] - 4.9) < 0.5)) std::abort();
  std::printf(
      "{\"workload\":\"lasso\",\"framework\":\"ansatz\",\"threads\":%d,\"metric\":\"path\",\"value\":%.5f,\"unit\":"
      "\"s\"}\n",
      threads, seconds);
}
