#include "ansatz/operations.h"
#include "ansatz/optimizer.h"
#include "optim/need.h"

namespace ansatz {

/// Each step shrinks the weights by rate · strength, whatever else it does (Loshchilov and Hutter 2019): adam so
/// decayed is adamw. Biases and the scales of norms are spared. An optimizer that decays weights itself does no more.
Optimizer decay_weights(Optimizer optimizer, double strength) {
  need_positive("decay_weights", "strength", strength);
  optimizer.weight_decay = 0;
  optimizer.shrinks = true;
  optimizer.modifiers.push_back(fmt::format("weight decay {:g}", strength));
  optimizer.step = [inner = optimizer.step, strength](OptimizerStep& step) {
    for (std::size_t i = 0; i < step.parameters.size(); ++i)
      if (step.treatments[i].decays)
        step.parameters[i] = step.parameters[i] * (1.0 - step.learning_rate * (strength * step.treatments[i].rate));
    inner(step);
  };
  return optimizer;
}

}  // namespace ansatz
