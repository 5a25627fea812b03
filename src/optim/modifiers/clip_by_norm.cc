#include "ansatz/operations.h"
#include "ansatz/optimizer.h"
#include "optim/need.h"

namespace ansatz {

/// Where the norm of all gradients together is above `most`, they are scaled down to it (Pascanu, Mikolov and Bengio
/// 2013, algorithm 1): g ← g · min(1, most/(|g| + 1e-6)), PyTorch's form.
Optimizer clip_by_norm(Optimizer optimizer, double most) {
  need_positive("clip_by_norm", "most", most);
  optimizer.modifiers.push_back(fmt::format("clipped at norm {:g}", most));
  optimizer.step = [inner = optimizer.step, most](OptimizerStep& step) {
    if (!step.gradients.empty()) {
      Array squares = sum_squares(step.gradients[0]);
      for (std::size_t i = 1; i < step.gradients.size(); ++i) squares = squares + sum_squares(step.gradients[i]);
      const Array scale = minimum(most / (sqrt(squares) + 1e-6), 1.0);
      for (Array& g : step.gradients) g = g * scale;
    }
    inner(step);
  };
  return optimizer;
}

}  // namespace ansatz
