// A Kolmogorov-Arnold network that learns exp(sin(πx) + y²) with finer and finer splines: the running example of Liu et
// al. 2024 (arXiv:2404.19756, section 2.4). Each grid begins where the coarser one ended, so the error falls like a
// staircase.
#include <ansatz/ansatz.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>

using namespace ansatz;

namespace {

Array network(Scope s, Array x, const KanOptions& grid) {
  return kan(s["outer"], kan(s["inner"], x, 5, grid), 1, grid);
}

Array predict(const NamedArrays& parameters, const Array& x, const KanOptions& grid) {
  auto recording = std::make_shared<Recording>();
  recording->parameters = parameters;
  return network(Scope(recording), x, grid);
}

Array points(std::int64_t count, std::int64_t seed) {
  return cast(2.0 * random_uniform(random_key(seed), {count, 2}) - 1.0, DType::f64);
}

Array truth(const Array& x) { return exp(sin(M_PI * slice(x, 1, 0, 1)) + square(slice(x, 1, 1, 2))); }

}  // namespace

int main() {
  const Array x = points(400, 1), unseen = points(400, 2);
  const Array y = truth(x), expected = truth(unseen);

  KanOptions grid = {.intervals = 3, .low = -3, .high = 3};
  auto recording = std::make_shared<Recording>();
  recording->purpose = Recording::Purpose::initialize;
  recording->seed = 1;
  network(Scope(recording), x, grid);
  NamedArrays parameters = recording->parameters;

  double first = 0, last = 0;
  for (const int intervals : {3, 6, 12}) {
    parameters = refine_kan(parameters, grid, intervals);
    grid.intervals = intervals;
    const auto loss = [&](const NamedArrays& p) { return mse(predict(p, x, grid), y); };
    MinimizeReport report;
    std::tie(parameters, report) = minimize(loss, parameters, {.max_iterations = 100});
    last = std::sqrt(item(mse(predict(parameters, unseen, grid), expected)));
    if (intervals == 3) first = last;
    std::printf("%2d intervals: root mean squared error %.5f, on other points %.5f\n", intervals,
                std::sqrt(report.value), last);
  }
  return last < first / 5 ? EXIT_SUCCESS : EXIT_FAILURE;
}
