#include "ansatz/loss.h"
#include "ansatz/operations.h"
#include "base/settings.h"
#include "loss/same_shape.h"

namespace ansatz {

/// Of `binary_cross_entropy`.
struct BinaryCrossEntropyOptions {
  double label_smoothing = 0.0;  ///< in [0, 1): targets move this much of the way to 1/2
  double positive_weight = 1.0;  ///< at least 0: what a target of 1 weighs against one of 0
};

/// Mean of -w·t·log σ(z) - (1 - t)·log(1 - σ(z)) for logits z and targets t in [0, 1] of the same shape.
/// By name: "binary_cross_entropy:positive_weight=2".
Loss binary_cross_entropy(const BinaryCrossEntropyOptions& options /*= {}*/) {
  const auto [smoothing, weight] = options;
  if (!(smoothing >= 0 && smoothing < 1))
    fail("binary_cross_entropy: label_smoothing is {}; it must be at least 0 and below 1", smoothing);
  if (!(weight >= 0)) fail("binary_cross_entropy: positive_weight is {}; it must be at least 0", weight);
  return [smoothing = smoothing, weight = weight](const Array& logits, const Array& target) {
    check_same_shape("binary_cross_entropy", logits, target);
    const Array t = smoothing > 0 ? target * (1 - smoothing) + 0.5 * smoothing : target;
    // softplus(z) = -log(1 - σ(z)) and softplus(z) - z = -log σ(z), which cannot overflow.
    if (weight == 1) return mean(softplus(logits) - logits * t);
    return mean((1.0 - t) * logits + (1.0 + t * (weight - 1)) * softplus(-logits));
  };
}

Loss binary_cross_entropy_from(Settings& settings) {
  using Options = BinaryCrossEntropyOptions;
  return binary_cross_entropy(settings.read(
      Options{}, {{"label_smoothing", &Options::label_smoothing}, {"positive_weight", &Options::positive_weight}}));
}

}  // namespace ansatz
