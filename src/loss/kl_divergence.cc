#include "ansatz/loss.h"
#include "ansatz/operations.h"
#include "base/settings.h"
#include "loss/same_shape.h"

namespace ansatz {

/// Mean over the rows of Σ t·(log t - log softmax(logits)): the Kullback-Leibler divergence of softmax(logits) from the
/// probabilities t, both [..., classes]; a probability of 0 adds nothing. By name: "kl_divergence".
Array kl_divergence(const Array& logits, const Array& target) {
  check_same_shape("kl_divergence", logits, target);
  const Array entropy = target * log(where(target > 0.0, target, 1.0));
  return mean(sum(entropy - target * log_softmax(logits, -1), {-1}));
}

Loss kl_divergence_from(Settings& settings) {
  settings.read_nothing();
  return kl_divergence;
}

}  // namespace ansatz
