#include "ansatz/loss.h"
#include "base/settings.h"
#include "loss/classes.h"

namespace ansatz {

/// Of `hinge`.
struct HingeOptions {
  double margin = 1.0;  ///< above 0
};

/// Scores and targets -1 or 1 of the same shape: mean of max(0, margin - t·score). Scores [..., classes] and class
/// numbers [...]: mean over the rows of Σ max(0, margin - score[class] + score[i]) / classes over the other classes i
/// (Weston and Watkins 1999; PyTorch's multi_margin_loss). By name: "hinge:margin=1".
Loss hinge(const HingeOptions& options /*= {}*/) {
  const double margin = options.margin;
  if (!(margin > 0)) fail("hinge: the margin is {}; it must be above 0", margin);
  return [margin](const Array& scores, const Array& target) {
    if (scores.shape() == target.shape()) return mean(relu(margin - target * scores));
    check_classes("hinge", scores, target);
    const Array ahead = relu(margin - unsqueeze(at_classes(scores, target), -1) + scores);
    // The class itself adds its margin to every row.
    return mean(ahead) - margin / static_cast<double>(scores.shape().back());
  };
}

Loss hinge_from(Settings& settings) {
  return hinge(settings.read(HingeOptions{}, {{"margin", &HingeOptions::margin}}));
}

}  // namespace ansatz
