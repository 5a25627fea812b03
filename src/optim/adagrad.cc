#include "base/settings.h"
#include "optim/elementwise.h"
#include "optim/need.h"

namespace ansatz {

/// Of `adagrad`.
struct AdagradOptions {
  double learning_rate = 1e-2;
  double rate_decay = 0.0;         ///< at least 0: step t (from 0) has the rate / (1 + t · rate_decay)
  double initial_sum = 0.0;        ///< at least 0: what the sums of squares start from
  double epsilon = 1e-10;          ///< at least 0; added to the root of the sum
  double weight_decay = 0.0;       ///< at least 0; added to the gradient
};

/// Adagrad (Duchi, Hazan and Singer 2011), PyTorch's form: s ← s + g², p ← p - rate·g / (√s + ε).
/// By name: "adagrad:learning_rate=0.05".
Optimizer adagrad(const AdagradOptions& options /*= {}*/) {
  need_positive("adagrad", "learning_rate", options.learning_rate);
  need_not_negative("adagrad", "rate_decay", options.rate_decay);
  need_not_negative("adagrad", "initial_sum", options.initial_sum);
  need_not_negative("adagrad", "epsilon", options.epsilon);
  need_not_negative("adagrad", "weight_decay", options.weight_decay);
  ElementwiseRule rule{
      .name = "adagrad", .learning_rate = options.learning_rate, .weight_decay = options.weight_decay};
  rule.kept = {options.initial_sum};
  if (options.rate_decay > 0) {
    rule.numbers = {1 - options.rate_decay};  // 1 + t · rate_decay
    rule.advance = [options](std::vector<Array>& n, const std::optional<Array>&) { n[0] = n[0] + options.rate_decay; };
  }
  rule.update = [options](ElementwiseStep& s) {
    const Array g = s.penalised();
    s.kept[0] = s.kept[0] + square(g);
    const Array rate = options.rate_decay > 0 ? s.rate / s.numbers[0] : s.rate;
    s.p = s.p - rate * g / (sqrt(s.kept[0]) + options.epsilon);
  };
  return elementwise_optimizer(rule);
}

Optimizer adagrad_from(Settings& settings) {
  using Options = AdagradOptions;
  return adagrad(settings.read(Options{}, {{"learning_rate", &Options::learning_rate},
                                           {"rate_decay", &Options::rate_decay},
                                           {"initial_sum", &Options::initial_sum},
                                           {"epsilon", &Options::epsilon},
                                           {"weight_decay", &Options::weight_decay}}));
}

}  // namespace ansatz
