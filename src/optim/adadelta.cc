#include "base/settings.h"
#include "optim/elementwise.h"
#include "optim/need.h"

namespace ansatz {

/// Of `adadelta`.
struct AdadeltaOptions {
  double learning_rate = 1.0;
  double rho = 0.9;           ///< in [0, 1): how much of the old averages is kept
  double epsilon = 1e-6;      ///< above 0; added to the averages: without it the first step would be none
  double weight_decay = 0.0;  ///< at least 0; added to the gradient
};

/// Adadelta (Zeiler 2012, algorithm 1), whose steps have the parameters' own units: v ← ρ·v + (1 - ρ)·g²,
/// d = √(u + ε) / √(v + ε) · g, u ← ρ·u + (1 - ρ)·d², p ← p - rate·d. By name: "adadelta:rho=0.95".
Optimizer adadelta(const AdadeltaOptions& options /*= {}*/) {
  const auto [learning_rate, rho, epsilon, weight_decay] = options;
  need_positive("adadelta", "learning_rate", learning_rate);
  need_share("adadelta", "rho", rho);
  need_positive("adadelta", "epsilon", epsilon);
  need_not_negative("adadelta", "weight_decay", weight_decay);
  ElementwiseRule rule{.name = "adadelta", .learning_rate = learning_rate, .weight_decay = weight_decay};
  rule.kept = {0.0, 0.0};
  rule.update = [rho = rho, epsilon = epsilon](ElementwiseStep& s) {
    const Array g = s.penalised();
    Array &v = s.kept[0], &u = s.kept[1];
    v = v + (square(g) - v) * (1 - rho);
    const Array d = sqrt((u + epsilon) / (v + epsilon)) * g;
    u = u + (square(d) - u) * (1 - rho);
    s.p = s.p - s.rate * d;
  };
  return elementwise_optimizer(rule);
}

Optimizer adadelta_from(Settings& settings) {
  using Options = AdadeltaOptions;
  return adadelta(settings.read(Options{}, {{"learning_rate", &Options::learning_rate},
                                            {"rho", &Options::rho},
                                            {"epsilon", &Options::epsilon},
                                            {"weight_decay", &Options::weight_decay}}));
}

}  // namespace ansatz
