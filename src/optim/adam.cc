#include <cmath>
#include <cstdlib>

#include "ansatz/operations.h"
#include "ansatz/optim.h"

namespace ansatz {
namespace {

bool ends_with(const std::string& name, const std::string& end) {
  return name.size() >= end.size() && name.compare(name.size() - end.size(), end.size(), end) == 0;
}

// What distinguishes a parameter: the multiple of its learning rate, and whether weight decay shrinks it.
struct Treatment {
  double rate = 1;
  bool shrinks = true;
};
std::string text_of(const Treatment& treatment) {
  if (treatment.rate == 1 && treatment.shrinks) return "";
  return (treatment.shrinks ? "decayed " : "free ") + std::to_string(treatment.rate);
}
Treatment treatment_of(const std::string& group) {
  if (group.empty()) return {};
  return {std::atof(group.c_str() + group.find(' ')), group[0] == 'd'};
}

Optimizer make_adam(const AdamOptions& options, bool decoupled) {
  Optimizer optimizer;
  optimizer.name = decoupled ? "adamw" : "adam";
  optimizer.learning_rate = options.learning_rate;
  optimizer.group = [options, decoupled](const std::string& name) {
    Treatment treatment;
    for (const auto& [end, multiple] : options.rates)
      if (ends_with(name, end)) treatment.rate *= multiple;
    treatment.shrinks = !(decoupled && options.weight_decay != 0 && ends_with(name, "bias"));
    return text_of(treatment);
  };
  // 1 - β₁ᵗ and 1 - β₂ᵗ, then all first moments, then all second.
  optimizer.initialize = [](const std::vector<Array>& parameters) {
    const DType type = parameters.empty() ? DType::f32 : parameters[0].dtype();
    std::vector<Array> state = {zeros({}, type), zeros({}, type)};
    for (int moment = 0; moment < 2; ++moment)
      for (const Array& p : parameters) state.push_back(zeros_like(p));
    return state;
  };
  optimizer.update = [options, decoupled](std::vector<Array>& parameters, const std::vector<Array>& gradients,
                                          std::vector<Array>& state, const Array& rate,
                                          const std::vector<std::string>& groups) {
    const std::size_t count = parameters.size();
    // c ← β·c + (1 - β) is 1 - βᵗ without the cancellation that loses its digits in f32.
    state[0] = state[0] * options.beta1 + (1 - options.beta1);
    state[1] = state[1] * options.beta2 + (1 - options.beta2);
    const Array step_size = rate * options.learning_rate / state[0];
    const Array correction = rsqrt(state[1]);
    for (std::size_t i = 0; i < count; ++i) {
      const Treatment treatment = treatment_of(i < groups.size() ? groups[i] : "");
      const Array& p = parameters[i];
      const bool decays = options.weight_decay != 0 && treatment.shrinks;
      const Array g = decays && !decoupled ? gradients[i] + p * options.weight_decay : gradients[i];
      Array& m = state[2 + i];
      Array& v = state[2 + count + i];
      // β·m + (1 - β)·g as m + (1 - β)·(g - m): one operation less.
      m = m + (g - m) * (1 - options.beta1);
      v = v + (square(g) - v) * (1 - options.beta2);
      // p - rate·m̂ / (√v̂ + ε), the corrections moved to numbers that are the same for all elements.
      const Array change = m * (step_size * treatment.rate) / (sqrt(v) * correction + options.epsilon);
      const Array kept =
          decays && decoupled ? p * (1.0 - rate * (options.learning_rate * treatment.rate * options.weight_decay)) : p;
      parameters[i] = kept - change;
    }
  };
  return optimizer;
}

}  // namespace

Optimizer adam(const AdamOptions& options) { return make_adam(options, false); }
Optimizer adamw(const AdamOptions& options) { return make_adam(options, true); }

}  // namespace ansatz
