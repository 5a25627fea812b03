#include "base/settings.h"
#include "optim/adam_rule.h"

namespace ansatz {

/// Of `radam`.
struct RadamOptions {
  double learning_rate = 1e-3;
  double beta1 = 0.9, beta2 = 0.999;  ///< in [0, 1), beta2 above 0.6: how much of the old moments is kept
  double epsilon = 1e-8;              ///< at least 0; added to the root of the second moment
  double weight_decay = 0.0;          ///< at least 0; added to the gradient
};

/// Rectified Adam (Liu et al. 2020, algorithm 2): until the second moment has seen enough steps, momentum alone; then
/// Adam's step times the rectification, which rises to 1. By name: "radam:learning_rate=3e-3".
Optimizer radam(const RadamOptions& options /*= {}*/) {
  const auto [learning_rate, beta1, beta2, epsilon, weight_decay] = options;
  need_moments("radam", learning_rate, beta1, beta2, epsilon, weight_decay);
  // ρ∞ = 2/(1 - β₂) - 1 must be above 4, or no step would ever be rectified.
  need(beta2 > 0.6, "radam", "beta2", beta2, "above 0.6");
  ElementwiseRule rule{.name = "radam", .learning_rate = learning_rate, .weight_decay = weight_decay};
  // t; c₁ = 1 - β₁ᵗ; c₂ = 1 - β₂ᵗ; e = t·(1 - β₂) - c₂, summed up, since the difference would have no digits.
  rule.numbers = {0.0, 0.0, 0.0, 0.0};
  rule.kept = {0.0, 0.0};
  rule.advance = [beta1 = beta1, beta2 = beta2](std::vector<Array>& n, const std::optional<Array>&) {
    n[3] = n[3] + (1 - beta2) * n[2];
    n[2] = next_correction(n[2], beta2);
    n[1] = next_correction(n[1], beta1);
    n[0] = n[0] + 1.0;
  };
  rule.update = [beta1 = beta1, beta2 = beta2, epsilon = epsilon](ElementwiseStep& s) {
    const Array g = s.penalised(), &t = s.numbers[0], &c1 = s.numbers[1], &c2 = s.numbers[2], &e = s.numbers[3];
    Array &m = s.kept[0], &v = s.kept[1];
    m = next_moment(m, g, beta1);
    v = next_moment(v, square(g), beta2);
    // ρ = ρ∞ - 2·t·β₂ᵗ/c₂, written with e.
    const double longest = 2 / (1 - beta2) - 1;
    const Array length = 2.0 * t - 1.0 - 2 / (1 - beta2) * (e / c2);
    const Array enough = length > 5.0;
    const Array safe = maximum(length, 5.0);
    const Array rectification = sqrt((safe - 4.0) * (safe - 2.0) / safe) *
                                std::sqrt(longest / ((longest - 4) * (longest - 2)));
    // Before: rate·m̂; after: rate·m̂ · rectification · √c₂ / (√v + ε).
    const Array adapted = rectification * sqrt(c2) / (sqrt(v) + epsilon);
    s.p = s.p - m * (s.rate / c1) * where(enough, adapted, 1.0);
  };
  return elementwise_optimizer(rule);
}

Optimizer radam_from(Settings& settings) {
  using Options = RadamOptions;
  return radam(settings.read(Options{}, {{"learning_rate", &Options::learning_rate},
                                         {"beta1", &Options::beta1},
                                         {"beta2", &Options::beta2},
                                         {"epsilon", &Options::epsilon},
                                         {"weight_decay", &Options::weight_decay}}));
}

}  // namespace ansatz
