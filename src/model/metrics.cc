#include "model/metrics.h"

#include <algorithm>
#include <cmath>

#include "base/fail.h"

namespace ansatz {

Metrics regression_metrics(std::span<const double> truth, std::span<const double> predicted) {
  if (truth.empty() || truth.size() != predicted.size())
    fail("metrics: {} true and {} predicted values; as many of both are needed, at least one", truth.size(),
         predicted.size());
  const auto n = static_cast<double>(truth.size());
  double mean = 0, squares = 0, spread = 0, absolute = 0, relative = 0;
  for (const double y : truth) mean += y / n;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const double error = truth[i] - predicted[i], deviation = truth[i] - mean;
    squares += error * error;
    spread += deviation * deviation;
    absolute += std::abs(error);
    relative += std::abs(error / truth[i]);  // infinite or NaN when a value is 0
  }
  Metrics metrics = {
      {"r2", spread > 0 ? 1 - squares / spread : 0}, {"mae", absolute / n}, {"rmse", std::sqrt(squares / n)}};
  if (std::isfinite(relative)) metrics["mape"] = relative / n;
  return metrics;
}

Metrics classification_metrics(std::span<const int> truth, std::span<const float> probabilities, int classes) {
  const auto width = static_cast<std::size_t>(classes);
  if (truth.empty() || classes < 1 || probabilities.size() != truth.size() * width)
    fail("metrics: {} classes and {} probabilities of {} classes; one row of probabilities a class is needed",
         truth.size(), probabilities.size(), classes);
  struct Counts {
    double hits = 0, truths = 0, predictions = 0;
  };
  std::vector<Counts> counts(width + 1);  // the last one: classes that the model does not know
  double loss = 0, hits = 0;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const std::span<const float> row = probabilities.subspan(i * width, width);
    const auto best = static_cast<std::size_t>(std::max_element(row.begin(), row.end()) - row.begin());
    const bool known = truth[i] >= 0 && truth[i] < classes;
    const std::size_t right = known ? static_cast<std::size_t>(truth[i]) : width;
    loss -= std::log(std::clamp(known ? static_cast<double>(row[right]) : 0.0, 1e-15, 1 - 1e-15));
    ++counts[right].truths;
    ++counts[best].predictions;
    if (best == right) ++counts[right].hits, ++hits;
  }
  double f1 = 0, occurring = 0;
  for (const Counts& c : counts)
    if (c.truths + c.predictions > 0) {
      f1 += 2 * c.hits / (c.truths + c.predictions);
      ++occurring;
    }
  const auto n = static_cast<double>(truth.size());
  return {{"accuracy", hits / n}, {"log_loss", loss / n}, {"f1", f1 / occurring}};
}

}  // namespace ansatz
