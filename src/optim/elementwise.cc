#include "optim/elementwise.h"

namespace ansatz {

Optimizer elementwise_optimizer(const ElementwiseRule& rule) {
  Optimizer optimizer;
  optimizer.name = rule.name;
  optimizer.learning_rate = rule.learning_rate;
  optimizer.weight_decay = rule.weight_decay;
  optimizer.moves_momentum = rule.moves_momentum;
  optimizer.state = [rule](const std::vector<Array>& parameters, const std::vector<Treatment>&) {
    const DType type = parameters.empty() ? DType::f32 : parameters[0].dtype();
    std::vector<Array> state;
    for (const double number : rule.numbers) state.push_back(full({}, number, type));
    for (const double initial : rule.kept)
      for (const Array& p : parameters) state.push_back(full(p.shape(), initial, p.dtype()));
    return state;
  };
  optimizer.step = [rule](OptimizerStep& step) {
    const std::size_t numbers_count = rule.numbers.size(), count = step.parameters.size();
    std::vector<Array> numbers(step.state.begin(), step.state.begin() + static_cast<std::ptrdiff_t>(numbers_count));
    if (rule.advance) rule.advance(numbers, step.context.momentum);
    std::copy(numbers.begin(), numbers.end(), step.state.begin());
    std::vector<Array> kept(rule.kept.size());
    for (std::size_t i = 0; i < count; ++i) {
      const auto place = [&](std::size_t k) -> Array& { return step.state[numbers_count + k * count + i]; };
      for (std::size_t k = 0; k < kept.size(); ++k) kept[k] = place(k);
      const Treatment& treatment = step.treatments[i];
      ElementwiseStep one{step.parameters[i],
                          step.gradients[i],
                          kept,
                          numbers,
                          treatment.rate == 1 ? step.learning_rate : step.learning_rate * treatment.rate,
                          treatment.decays ? step.weight_decay : 0.0,
                          step.context.momentum};
      rule.update(one);
      step.parameters[i] = one.p;
      for (std::size_t k = 0; k < kept.size(); ++k) place(k) = kept[k];
    }
  };
  return optimizer;
}

}  // namespace ansatz
