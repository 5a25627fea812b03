#include "ansatz/optimizer.h"
#include "base/settings.h"
#include "optim/need.h"

namespace ansatz {

/// Of `lbfgs`.
struct LbfgsOptions {
  std::int64_t memory = 10;  ///< from 1 to 100: how many past steps approximate the curvature
  double l2 = 0.0;           ///< at least 0: adds l2/2 · Σw² to the loss; biases and the scales of norms are spared
};

/// L-BFGS (Nocedal and Wright 2006, algorithm 7.5) over all rows at once, in double, for small tables and networks without
/// dropout: an epoch of `fit` is one of its iterations. It finds its own steps, so it has no learning rate. As a function
/// of arrays: `minimize`. By name: "lbfgs:l2=0.01".
Optimizer lbfgs(const LbfgsOptions& options /*= {}*/) {
  need(options.memory >= 1 && options.memory <= 100, "lbfgs", "memory", static_cast<double>(options.memory),
       "between 1 and 100");
  need_not_negative("lbfgs", "l2", options.l2);
  Optimizer optimizer;
  optimizer.name = "lbfgs";
  optimizer.learning_rate = 1;
  optimizer.full_batch = {.memory = static_cast<int>(options.memory), .l2 = options.l2};
  optimizer.state = [](const std::vector<Array>&, const std::vector<Treatment>&) { return std::vector<Array>{}; };
  optimizer.step = [](OptimizerStep&) {
    fail("lbfgs works on all rows at once, as fit does; for steps along batches take adam or sgd");
  };
  return optimizer;
}

Optimizer lbfgs_from(Settings& settings) {
  return lbfgs(settings.read(LbfgsOptions{}, {{"memory", &LbfgsOptions::memory}, {"l2", &LbfgsOptions::l2}}));
}

}  // namespace ansatz
