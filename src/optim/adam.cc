#include "optim/adam_rule.h"

#include "base/settings.h"

namespace ansatz {

/// Of `adam`.
struct AdamOptions {
  double learning_rate = 1e-3;
  double beta1 = 0.9, beta2 = 0.999;  ///< in [0, 1): how much of the old moments is kept
  double epsilon = 1e-8;              ///< at least 0; added to the root of the second moment
  double weight_decay = 0.0;          ///< at least 0; added to the gradient
};

/// Adam (Kingma and Ba 2015, algorithm 1). By name: "adam:learning_rate=3e-3,beta2=0.99".
Optimizer adam(const AdamOptions& options /*= {}*/) {
  const auto [learning_rate, beta1, beta2, epsilon, weight_decay] = options;
  return elementwise_optimizer(adam_rule("adam", learning_rate, beta1, beta2, epsilon, weight_decay, false));
}

Optimizer adam_from(Settings& settings) {
  return adam(settings.read(AdamOptions{}, {{"learning_rate", &AdamOptions::learning_rate},
                                            {"beta1", &AdamOptions::beta1},
                                            {"beta2", &AdamOptions::beta2},
                                            {"epsilon", &AdamOptions::epsilon},
                                            {"weight_decay", &AdamOptions::weight_decay}}));
}

}  // namespace ansatz
