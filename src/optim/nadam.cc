#include "base/elementary.h"
#include "base/settings.h"
#include "optim/adam_rule.h"

namespace ansatz {

/// Of `nadam`.
struct NadamOptions {
  double learning_rate = 2e-3;
  double beta1 = 0.9, beta2 = 0.999;  ///< in [0, 1): how much of the old moments is kept
  double epsilon = 1e-8;              ///< at least 0; added to the root of the second moment
  double momentum_decay = 4e-3;       ///< at least 0: how soon the momentum rises from beta1/2 to beta1
  double weight_decay = 0.0;          ///< at least 0; added to the gradient
};

/// Adam with Nesterov's look ahead (Dozat 2016), PyTorch's form: μₜ = β₁·(1 - 0.96^(t·momentum_decay) / 2) and
/// p ← p - rate·((1 - μₜ)/(1 - Πμ)·g + μₜ₊₁/(1 - μₜ₊₁·Πμ)·m) / (√v̂ + ε), where Πμ = μ₁·…·μₜ. By name: "nadam:beta1=0.95".
Optimizer nadam(const NadamOptions& options /*= {}*/) {
  need_moments("nadam", options.learning_rate, options.beta1, options.beta2, options.epsilon, options.weight_decay);
  need_not_negative("nadam", "momentum_decay", options.momentum_decay);
  ElementwiseRule rule{.name = "nadam", .learning_rate = options.learning_rate, .weight_decay = options.weight_decay};
  rule.numbers = {0.0, 0.0, 1.0};  // t, 1 - β₂ᵗ, Πμ
  rule.kept = {0.0, 0.0};
  const auto momentum = [options](const Array& t) {
    return options.beta1 * (1.0 - 0.5 * exp(t * (elementary::log(0.96) * options.momentum_decay)));
  };
  rule.advance = [options, momentum](std::vector<Array>& n, const std::optional<Array>&) {
    n[0] = n[0] + 1.0;
    n[1] = next_correction(n[1], options.beta2);
    n[2] = n[2] * momentum(n[0]);
  };
  rule.update = [options, momentum](ElementwiseStep& s) {
    const Array g = s.penalised(), &t = s.numbers[0], &product = s.numbers[2];
    Array &m = s.kept[0], &v = s.kept[1];
    m = next_moment(m, g, options.beta1);
    v = next_moment(v, square(g), options.beta2);
    const Array now = momentum(t), next = momentum(t + 1.0);
    const Array of_gradient = s.rate * (1.0 - now) / (1.0 - product);
    const Array of_moment = s.rate * next / (1.0 - product * next);
    s.p = s.p - (g * of_gradient + m * of_moment) / (sqrt(v) * rsqrt(s.numbers[1]) + options.epsilon);
  };
  return elementwise_optimizer(rule);
}

Optimizer nadam_from(Settings& settings) {
  using Options = NadamOptions;
  return nadam(settings.read(Options{}, {{"learning_rate", &Options::learning_rate},
                                         {"beta1", &Options::beta1},
                                         {"beta2", &Options::beta2},
                                         {"epsilon", &Options::epsilon},
                                         {"momentum_decay", &Options::momentum_decay},
                                         {"weight_decay", &Options::weight_decay}}));
}

}  // namespace ansatz
