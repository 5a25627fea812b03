#include "ansatz/operations.h"
#include "ansatz/optimizer.h"
#include "optim/need.h"

namespace ansatz {

/// Adds strength · Σ|w| to the loss (Tibshirani 1996), through its gradient strength · sign(w); the loss that is shown
/// stays without it. Biases and the scales of norms are spared.
Optimizer l1_penalty(Optimizer optimizer, double strength) {
  need_positive("l1_penalty", "strength", strength);
  optimizer.shrinks = true;
  optimizer.modifiers.push_back(fmt::format("L1 {:g}", strength));
  optimizer.step = [inner = optimizer.step, strength](OptimizerStep& step) {
    for (std::size_t i = 0; i < step.gradients.size(); ++i)
      if (step.treatments[i].decays)
        step.gradients[i] = step.gradients[i] + sign(step.parameters[i]) * strength;
    inner(step);
  };
  return optimizer;
}

}  // namespace ansatz
