#include "ansatz/operations.h"
#include "ansatz/optimizer.h"
#include "optim/need.h"

namespace ansatz {

/// Each element of a gradient is moved into [-most, most].
Optimizer clip_by_value(Optimizer optimizer, double most) {
  need_positive("clip_by_value", "most", most);
  optimizer.modifiers.push_back(fmt::format("clipped at {:g}", most));
  optimizer.step = [inner = optimizer.step, most](OptimizerStep& step) {
    for (Array& g : step.gradients) g = clip(g, -most, most);
    inner(step);
  };
  return optimizer;
}

}  // namespace ansatz
