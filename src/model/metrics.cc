#include "model/metrics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/elementary.h"
#include "base/fail.h"

namespace ansatz {
namespace {

/// Of one class.
struct Counts {
  double hits = 0, truths = 0, predictions = 0;
  double precision() const { return predictions > 0 ? hits / predictions : 0; }
  double recall() const { return truths > 0 ? hits / truths : 0; }
  double f1() const { return truths + predictions > 0 ? 2 * hits / (truths + predictions) : 0; }
};

/// Of the second of two classes, or the mean of each class against the rest; NaN unless every class occurs.
double mean_auc(std::span<const int> truth, std::span<const float> probabilities, std::size_t classes) {
  double sum = 0;
  const std::size_t first = classes == 2 ? 1 : 0;
  for (std::size_t c = first; c < classes; ++c) {
    std::vector<bool> positive;
    std::vector<float> scores;
    for (std::size_t i = 0; i < truth.size(); ++i) {
      if (truth[i] < 0) continue;
      positive.push_back(static_cast<std::size_t>(truth[i]) == c);
      scores.push_back(probabilities[i * classes + c]);
    }
    sum += area_under_curve(positive, scores);
  }
  return sum / static_cast<double>(classes - first);
}

}  // namespace

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
  std::vector<Counts> counts(width + 1);  // the last one: classes that the model does not know
  double loss = 0, hits = 0;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const std::span<const float> row = probabilities.subspan(i * width, width);
    const auto best = static_cast<std::size_t>(std::max_element(row.begin(), row.end()) - row.begin());
    const bool known = truth[i] >= 0 && truth[i] < classes;
    const std::size_t right = known ? static_cast<std::size_t>(truth[i]) : width;
    loss -= elementary::log(std::clamp(known ? static_cast<double>(row[right]) : 0.0, 1e-15, 1 - 1e-15));
    ++counts[right].truths;
    ++counts[best].predictions;
    if (best == right) ++counts[right].hits, ++hits;
  }
  double f1 = 0, precision = 0, recall = 0, occurring = 0;
  for (const Counts& c : counts)
    if (c.truths + c.predictions > 0) f1 += c.f1(), precision += c.precision(), recall += c.recall(), ++occurring;
  const auto n = static_cast<double>(truth.size());
  Metrics metrics = {{"accuracy", hits / n},
                     {"log_loss", loss / n},
                     {"f1", f1 / occurring},
                     {"precision", precision / occurring},
                     {"recall", recall / occurring}};
  if (classes == 2) {
    metrics["f1_binary"] = counts[1].f1();
    metrics["precision_binary"] = counts[1].precision();
    metrics["recall_binary"] = counts[1].recall();
  }
  if (const double auc = mean_auc(truth, probabilities, width); !std::isnan(auc)) metrics["auc"] = auc;
  return metrics;
}

std::vector<std::int64_t> confusion_matrix(std::span<const int> truth, std::span<const int> predicted, int classes) {
  if (truth.size() != predicted.size())
    fail("metrics: {} true and {} predicted classes; as many of both are needed", truth.size(), predicted.size());
  std::vector<std::int64_t> matrix(static_cast<std::size_t>(classes) * static_cast<std::size_t>(classes), 0);
  for (std::size_t i = 0; i < truth.size(); ++i) {
    if (truth[i] < 0) continue;
    if (truth[i] >= classes || predicted[i] < 0 || predicted[i] >= classes)
      fail("metrics: class {} was taken for {}; there are {}, counted from 0", truth[i], predicted[i], classes);
    ++matrix[static_cast<std::size_t>(truth[i]) * static_cast<std::size_t>(classes) +
             static_cast<std::size_t>(predicted[i])];
  }
  return matrix;
}

double area_under_curve(const std::vector<bool>& positive, std::span<const float> scores) {
  if (positive.size() != scores.size())
    fail("metrics: {} rows and {} scores; as many of both are needed", positive.size(), scores.size());
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return scores[a] < scores[b]; });
  double positives = 0, negatives = 0, area = 0;  // area: pairs that are in the right order
  for (std::size_t begin = 0, end; begin < order.size(); begin = end) {
    double here = 0;  // positives of this score
    for (end = begin; end < order.size() && scores[order[end]] == scores[order[begin]]; ++end)
      here += positive[order[end]];
    const double others = static_cast<double>(end - begin) - here;
    area += here * (negatives + others / 2);
    positives += here;
    negatives += others;
  }
  return positives * negatives > 0 ? area / (positives * negatives) : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace ansatz
