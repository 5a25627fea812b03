#include "ansatz/loss.h"
#include "base/settings.h"
#include "loss/classes.h"

namespace ansatz {

/// Of `focal`.
struct FocalOptions {
  double gamma = 2.0;   ///< at least 0: how much what is classified well is played down; 0 is cross-entropy
  double alpha = 0.25;  ///< in [0, 1]: the weight of targets 1, those of 0 have 1 - alpha; not used with class numbers
};

namespace {

// (1 - p)^γ; the bound keeps the slope finite where 1 - p vanishes.
Array played_down(const Array& one_minus_p, double gamma) {
  return gamma == 2 ? square(one_minus_p) : power(maximum(one_minus_p, 1e-30), gamma);
}

}  // namespace

/// Mean of -α·(1 - p)^γ·log p, where p is the probability of the truth (Lin et al. 2017, eq. 5). Logits and targets in
/// [0, 1] of the same shape: p by the sigmoid. Logits [..., classes] and class numbers [...]: p by softmax, without α.
/// By name: "focal:gamma=2,alpha=0.25".
Loss focal(const FocalOptions& options /*= {}*/) {
  const auto [gamma, alpha] = options;
  if (!(gamma >= 0)) fail("focal: gamma is {}; it must be at least 0", gamma);
  if (!(alpha >= 0 && alpha <= 1)) fail("focal: alpha is {}; it must be between 0 and 1", alpha);
  return [gamma = gamma, alpha = alpha](const Array& logits, const Array& target) {
    if (logits.shape() == target.shape()) {
      const Array cross_entropy = softplus(logits) - logits * target;
      const Array one_minus_p = sigmoid(logits) * (1.0 - target) + sigmoid(-logits) * target;
      const Array weight = (1 - alpha) + target * (2 * alpha - 1);
      const Array weighted = weight * cross_entropy;
      return mean(gamma == 0 ? weighted : weighted * played_down(one_minus_p, gamma));
    }
    check_classes("focal", logits, target);
    const Array log_p = at_classes(log_softmax(logits, -1), target);
    return -mean(gamma == 0 ? log_p : log_p * played_down(-expm1(log_p), gamma));
  };
}

Loss focal_from(Settings& settings) {
  return focal(settings.read(FocalOptions{}, {{"gamma", &FocalOptions::gamma}, {"alpha", &FocalOptions::alpha}}));
}

}  // namespace ansatz
