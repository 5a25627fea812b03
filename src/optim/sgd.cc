#include "ansatz/operations.h"
#include "ansatz/optim.h"

namespace ansatz {

Optimizer sgd(const SgdOptions& options) {
  Optimizer optimizer;
  optimizer.name = "sgd";
  optimizer.learning_rate = options.learning_rate;
  optimizer.initialize = [options](const std::vector<Array>& parameters) {
    std::vector<Array> velocity;
    if (options.momentum != 0)
      for (const Array& p : parameters) velocity.push_back(zeros_like(p));
    return velocity;
  };
  optimizer.update = [options](std::vector<Array>& parameters, const std::vector<Array>& gradients,
                               std::vector<Array>& velocity, const Array& rate,
                               const std::vector<std::string>&) {
    const Array step_size = rate * options.learning_rate;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      Array g = gradients[i];
      if (options.weight_decay != 0) g = g + parameters[i] * options.weight_decay;
      if (options.momentum != 0) {
        // PyTorch's form: the first velocity is the gradient itself, since it starts from 0.
        velocity[i] = velocity[i] * options.momentum + g;
        g = options.nesterov ? g + velocity[i] * options.momentum : velocity[i];
      }
      parameters[i] = parameters[i] - step_size * g;
    }
  };
  return optimizer;
}

}  // namespace ansatz
