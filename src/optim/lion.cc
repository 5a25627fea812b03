#include "base/settings.h"
#include "optim/adam_rule.h"

namespace ansatz {

/// Of `lion`.
struct LionOptions {
  double learning_rate = 1e-4;
  double beta1 = 0.9, beta2 = 0.99;  ///< in [0, 1): of the step's direction, and of the momentum that is kept
  double weight_decay = 0.0;         ///< at least 0; each step shrinks the weights by rate · weight_decay
};

/// Lion (Chen et al. 2023, algorithm 2): steps of one size, p ← p - rate·(sign(β₁·m + (1 - β₁)·g) + weight_decay·p),
/// m ← β₂·m + (1 - β₂)·g. Its rate is 3 to 10 times smaller than AdamW's, its decay as much larger.
/// By name: "lion:weight_decay=0.1".
Optimizer lion(const LionOptions& options /*= {}*/) {
  const auto [learning_rate, beta1, beta2, weight_decay] = options;
  need_moments("lion", learning_rate, beta1, beta2, 0, weight_decay);
  ElementwiseRule rule{.name = "lion", .learning_rate = learning_rate, .weight_decay = weight_decay};
  rule.kept = {0.0};
  rule.update = [beta1 = beta1, beta2 = beta2](ElementwiseStep& s) {
    Array& m = s.kept[0];
    s.p = s.shrunk() - sign(next_moment(m, s.g, beta1)) * s.rate;
    m = next_moment(m, s.g, beta2);
  };
  return elementwise_optimizer(rule);
}

Optimizer lion_from(Settings& settings) {
  using Options = LionOptions;
  return lion(settings.read(Options{}, {{"learning_rate", &Options::learning_rate},
                                        {"beta1", &Options::beta1},
                                        {"beta2", &Options::beta2},
                                        {"weight_decay", &Options::weight_decay}}));
}

}  // namespace ansatz
