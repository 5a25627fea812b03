#include "ansatz/loss.h"
#include "base/settings.h"
#include "loss/classes.h"

namespace ansatz {

/// Of `cross_entropy`.
struct CrossEntropyOptions {
  double label_smoothing = 0.0;            ///< in [0, 1): this much of the target is spread evenly over all classes
  std::vector<double> class_weights = {};  ///< one a class; none: all 1
};

namespace {

// Targets are class numbers: the mean is weighted by the classes' weights.
Array of_classes(const Array& log_probability, const Array& classes, const CrossEntropyOptions& options) {
  const double smoothing = options.label_smoothing;
  const Array picked = at_classes(log_probability, classes);
  if (options.class_weights.empty()) {
    const Array loss = -mean(picked);
    return smoothing > 0 ? loss * (1 - smoothing) - mean(log_probability) * smoothing : loss;
  }
  const Array weights = weights_for("cross_entropy", options.class_weights, log_probability);
  const Array weight = gather(weights, cast(classes, DType::i64), 0);
  const Array total = sum(weight);
  const Array loss = -sum(picked * weight) / total;
  if (smoothing == 0) return loss;
  const double share = smoothing / static_cast<double>(log_probability.shape().back());
  return loss * (1 - smoothing) - sum(log_probability * weights) / total * share;
}

// Targets are probabilities: the mean is over the rows.
Array of_probabilities(const Array& log_probability, Array target, const CrossEntropyOptions& options) {
  const double smoothing = options.label_smoothing;
  if (smoothing > 0) target = target * (1 - smoothing) + smoothing / static_cast<double>(target.shape().back());
  if (!options.class_weights.empty())
    target = target * weights_for("cross_entropy", options.class_weights, log_probability);
  return -mean(sum(target * log_probability, {-1}));
}

}  // namespace

/// Mean of -log softmax(logits)[class]: logits [..., classes], targets as class numbers [...], or as probabilities
/// [..., classes]. With class numbers it is weighted by the classes' weights and divided by their sum, with
/// probabilities divided by the number of rows, as PyTorch's. By name: "cross_entropy:label_smoothing=0.1".
Loss cross_entropy(const CrossEntropyOptions& options /*= {}*/) {
  if (!(options.label_smoothing >= 0 && options.label_smoothing < 1))
    fail("cross_entropy: label_smoothing is {}; it must be at least 0 and below 1", options.label_smoothing);
  return [options](const Array& logits, const Array& target) {
    if (logits.rank() > 0 && logits.shape() == target.shape())
      return of_probabilities(log_softmax(logits, -1), target, options);
    check_classes("cross_entropy", logits, target);
    return of_classes(log_softmax(logits, -1), target, options);
  };
}

Loss cross_entropy_from(Settings& settings) {
  return cross_entropy(
      settings.read(CrossEntropyOptions{}, {{"label_smoothing", &CrossEntropyOptions::label_smoothing}}));
}

}  // namespace ansatz
