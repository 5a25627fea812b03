#include <cmath>

#include "ansatz/operations.h"
#include "ansatz/optim.h"

namespace ansatz {
namespace {

bool ends_with(const std::string& name, const std::string& end) {
  return name.size() >= end.size() && name.compare(name.size() - end.size(), end.size(), end) == 0;
}

Optimizer make_adam(const AdamOptions& options, bool decoupled) {
  Optimizer optimizer;
  optimizer.name = decoupled ? "adamw" : "adam";
  optimizer.learning_rate = options.learning_rate;
  optimizer.initialize = [](const std::vector<Array>& parameters) {
    std::vector<Array> moments;  // all first, then all second
    for (int moment = 0; moment < 2; ++moment)
      for (const Array& p : parameters) moments.push_back(zeros_like(p));
    return moments;
  };
  optimizer.update = [options, decoupled](std::vector<Array>& parameters, const std::vector<Array>& gradients,
                                          std::vector<Array>& moments, const Array& step, const Array& rate,
                                          const std::vector<std::string>& names) {
    const std::size_t count = parameters.size();
    const Array t = step + 1.0;
    // 1 - βᵗ as -expm1(t·ln β), which keeps its digits in f32 where βᵗ is near 1.
    const Array correction1 = -expm1(t * std::log(options.beta1));
    const Array correction2 = -expm1(t * std::log(options.beta2));
    for (std::size_t i = 0; i < count; ++i) {
      double factor = options.learning_rate;
      const std::string name = i < names.size() ? names[i] : "";
      for (const auto& [end, multiple] : options.rates)
        if (ends_with(name, end)) factor *= multiple;
      const Array step_size = rate * factor;
      const Array& p = parameters[i];
      Array g = gradients[i];
      const bool decays = options.weight_decay != 0;
      if (decays && !decoupled) g = g + p * options.weight_decay;
      Array& m = moments[i];
      Array& v = moments[count + i];
      m = m * options.beta1 + g * (1 - options.beta1);
      v = v * options.beta2 + square(g) * (1 - options.beta2);
      // p - rate·m̂ / (√v̂ + ε), the corrections moved to numbers that are the same for all elements.
      const Array change =
          (step_size / correction1) * m / (sqrt(v) * rsqrt(correction2) + options.epsilon);
      const bool shrinks = decays && decoupled && !ends_with(name, "bias");
      parameters[i] = (shrinks ? p * (1.0 - step_size * options.weight_decay) : p) - change;
    }
  };
  return optimizer;
}

}  // namespace

Optimizer adam(const AdamOptions& options) { return make_adam(options, false); }
Optimizer adamw(const AdamOptions& options) { return make_adam(options, true); }

}  // namespace ansatz
