#include "base/settings.h"
#include "optim/elementwise.h"
#include "optim/need.h"

namespace ansatz {

/// Of `sgd`.
struct SgdOptions {
  double learning_rate = 1e-2;
  double momentum = 0.0;      ///< in [0, 1)
  bool nesterov = false;      ///< looks ahead (Sutskever et al. 2013); needs momentum
  double weight_decay = 0.0;  ///< at least 0; added to the gradient
};

/// Stochastic gradient descent; momentum as in PyTorch: v ← momentum·v + g, p ← p - rate·v.
/// By name: "sgd:momentum=0.9,nesterov=true".
Optimizer sgd(const SgdOptions& options /*= {}*/) {
  const auto [learning_rate, momentum, nesterov, weight_decay] = options;
  need_positive("sgd", "learning_rate", learning_rate);
  need_share("sgd", "momentum", momentum);
  need_not_negative("sgd", "weight_decay", weight_decay);
  if (nesterov && momentum == 0) fail("sgd: nesterov looks ahead along the momentum, which is 0; 0.9 is usual");
  ElementwiseRule rule{.name = "sgd", .learning_rate = learning_rate, .weight_decay = weight_decay};
  if (momentum == 0) {
    rule.update = [](ElementwiseStep& s) { s.p = s.p - s.rate * s.penalised(); };
    return elementwise_optimizer(rule);
  }
  rule.kept = {0.0};
  rule.moves_momentum = true;
  rule.update = [momentum = momentum, nesterov = nesterov](ElementwiseStep& s) {
    // The first velocity is the gradient itself, since it starts from 0.
    const Array g = s.penalised();
    Array& v = s.kept[0];
    const auto slowed = [&](const Array& velocity) { return s.momentum ? velocity * *s.momentum : velocity * momentum; };
    v = slowed(v) + g;
    s.p = s.p - s.rate * (nesterov ? g + slowed(v) : v);
  };
  return elementwise_optimizer(rule);
}

Optimizer sgd_from(Settings& settings) {
  return sgd(settings.read(SgdOptions{}, {{"learning_rate", &SgdOptions::learning_rate},
                                          {"momentum", &SgdOptions::momentum},
                                          {"nesterov", &SgdOptions::nesterov},
                                          {"weight_decay", &SgdOptions::weight_decay}}));
}

}  // namespace ansatz
