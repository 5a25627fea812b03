#include "ansatz/operations.h"
#include "ansatz/optimizer.h"
#include "optim/need.h"

namespace ansatz {

/// Keeps an exponential moving average of the parameters beside them, which the model is evaluated and saved with
/// (Polyak and Juditsky 1992; Kingma and Ba 2015, section 7.2, with its bias correction): the average over all steps so
/// far, a step's weight `decay` times that of the next.
Optimizer average_weights(Optimizer optimizer, double decay) {
  need(decay > 0 && decay < 1, "average_weights", "decay", decay, "above 0 and below 1, such as 0.999");
  if (optimizer.evaluated) fail("average_weights: the weights of this optimizer are averaged already");
  optimizer.modifiers.push_back(fmt::format("weights averaged with {:g}", decay));
  // The state is the inner one, 1 - decayᵗ, and the averages.
  optimizer.state = [inner = optimizer.state](const std::vector<Array>& parameters, const std::vector<Treatment>& treatments) {
    std::vector<Array> state = inner(parameters, treatments);
    state.push_back(zeros({}, parameters.empty() ? DType::f32 : parameters[0].dtype()));
    for (const Array& p : parameters) state.push_back(p);
    return state;
  };
  optimizer.step = [inner = optimizer.step, decay](OptimizerStep& step) {
    const std::size_t count = step.parameters.size(), held = step.state.size() - count - 1;
    std::vector<Array> averages(step.state.begin() + static_cast<std::ptrdiff_t>(held), step.state.end());
    step.state.resize(held);
    inner(step);
    // a ← a + (p - a)·(1 - decay)/(1 - decayᵗ) is the average divided by the sum of its weights.
    averages[0] = averages[0] * decay + (1 - decay);
    const Array share = (1 - decay) / averages[0];
    for (std::size_t i = 0; i < count; ++i)
      averages[i + 1] = averages[i + 1] + (step.parameters[i] - averages[i + 1]) * share;
    step.state.insert(step.state.end(), averages.begin(), averages.end());
  };
  optimizer.evaluated = [](const std::vector<Array>& parameters, const std::vector<Array>& state) {
    return std::vector<Array>(state.end() - static_cast<std::ptrdiff_t>(parameters.size()), state.end());
  };
  return optimizer;
}

}  // namespace ansatz
