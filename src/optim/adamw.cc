#include "base/settings.h"
#include "optim/adam_rule.h"

namespace ansatz {

/// Of `adamw`.
struct AdamwOptions {
  double learning_rate = 1e-3;
  double beta1 = 0.9, beta2 = 0.999;  ///< in [0, 1): how much of the old moments is kept
  double epsilon = 1e-8;              ///< at least 0; added to the root of the second moment
  double weight_decay = 1e-2;         ///< at least 0; each step shrinks the weights by rate · weight_decay
};

/// AdamW (Loshchilov and Hutter 2019, algorithm 2): weight decay shrinks the parameters directly.
/// By name: "adamw:weight_decay=0.1".
Optimizer adamw(const AdamwOptions& options /*= {}*/) {
  const auto [learning_rate, beta1, beta2, epsilon, weight_decay] = options;
  return elementwise_optimizer(adam_rule("adamw", learning_rate, beta1, beta2, epsilon, weight_decay, true));
}

Optimizer adamw_from(Settings& settings) {
  return adamw(settings.read(AdamwOptions{}, {{"learning_rate", &AdamwOptions::learning_rate},
                                              {"beta1", &AdamwOptions::beta1},
                                              {"beta2", &AdamwOptions::beta2},
                                              {"epsilon", &AdamwOptions::epsilon},
                                              {"weight_decay", &AdamwOptions::weight_decay}}));
}

}  // namespace ansatz
