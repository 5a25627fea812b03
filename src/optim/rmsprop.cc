#include "base/settings.h"
#include "optim/elementwise.h"
#include "optim/need.h"

namespace ansatz {

/// Of `rmsprop`.
struct RmspropOptions {
  double learning_rate = 1e-2;
  double alpha = 0.99;        ///< in [0, 1): how much of the old average of squares is kept
  double epsilon = 1e-8;      ///< at least 0; added to the root of the average
  double momentum = 0.0;      ///< in [0, 1)
  bool centered = false;      ///< divides by the deviation of the gradient instead (Graves 2013)
  double weight_decay = 0.0;  ///< at least 0; added to the gradient
};

/// RMSprop (Hinton 2012, lecture 6e), PyTorch's form: v ← α·v + (1 - α)·g², p ← p - rate·g / (√v + ε).
/// By name: "rmsprop:alpha=0.9,momentum=0.9".
Optimizer rmsprop(const RmspropOptions& options /*= {}*/) {
  need_positive("rmsprop", "learning_rate", options.learning_rate);
  need_share("rmsprop", "alpha", options.alpha);
  need_not_negative("rmsprop", "epsilon", options.epsilon);
  need_share("rmsprop", "momentum", options.momentum);
  need_not_negative("rmsprop", "weight_decay", options.weight_decay);
  ElementwiseRule rule{
      .name = "rmsprop", .learning_rate = options.learning_rate, .weight_decay = options.weight_decay};
  // The average of squares, then the velocity and the average gradient where they are wanted.
  rule.kept.assign(1 + (options.momentum > 0) + options.centered, 0.0);
  rule.update = [options](ElementwiseStep& s) {
    const Array g = s.penalised();
    const double fresh = 1 - options.alpha;
    Array& v = s.kept.front();
    v = v + (square(g) - v) * fresh;
    Array power = v;
    if (options.centered) {
      Array& average = s.kept.back();
      average = average + (g - average) * fresh;
      power = maximum(v - square(average), 0.0);  // rounding may leave it below 0
    }
    const Array d = g / (sqrt(power) + options.epsilon);
    if (options.momentum > 0) s.kept[1] = s.kept[1] * options.momentum + d;
    s.p = s.p - s.rate * (options.momentum > 0 ? s.kept[1] : d);
  };
  return elementwise_optimizer(rule);
}

Optimizer rmsprop_from(Settings& settings) {
  using Options = RmspropOptions;
  return rmsprop(settings.read(Options{}, {{"learning_rate", &Options::learning_rate},
                                           {"alpha", &Options::alpha},
                                           {"epsilon", &Options::epsilon},
                                           {"momentum", &Options::momentum},
                                           {"centered", &Options::centered},
                                           {"weight_decay", &Options::weight_decay}}));
}

}  // namespace ansatz
