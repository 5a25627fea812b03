// The workload least_squares: coefficients and standard errors of 1,000,000 rows × 20 columns of double.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>

#include "ansatz/regression.h"
#include "bench/median.h"

int main(int argc, char** argv) {
  constexpr std::size_t rows = 1'000'000, columns = 20;
  int threads = 1;
  for (int i = 1; i + 1 < argc; ++i)
    if (!std::strcmp(argv[i], "--threads")) threads = std::atoi(argv[i + 1]);
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> uniform(-1, 1);
  std::vector<std::vector<double>> x(columns, std::vector<double>(rows));
  std::vector<double> y(rows);
  std::vector<std::pair<std::string, std::span<const double>>> named;
  for (std::size_t j = 0; j < columns; ++j) {
    for (double& value : x[j]) value = uniform(random);
    named.emplace_back("x" + std::to_string(j), x[j]);
  }
  for (std::size_t i = 0; i < rows; ++i) {
    y[i] = uniform(random);
    for (std::size_t j = 0; j < columns; ++j) y[i] += static_cast<double>(j) * x[j][i];
  }
  double check = 0;
  const double seconds = bench::median_seconds(
      [&] { check = ansatz::regress_columns(named, y, {.intercept = false, .threads = threads}).coefficients[7].estimate; }, 5);
  if (!(std::abs(check - 7) < 0.01)) std::abort();
  std::printf("{\"workload\":\"least_squares\",\"framework\":\"ansatz\",\"threads\":%d,\"metric\":\"solve\",\"value\":%.5f,"
              "\"unit\":\"s\"}\n",
              threads, seconds);
}
