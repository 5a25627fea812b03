// The options of `fit` that say how the optimizer learns.
#pragma once

#include <string>

#include "ansatz/fit.h"

namespace CLI {
class App;
}

namespace ansatz::cli {

struct OptimizerOptions {
  std::string optimizer, schedule;
  double learning_rate = 0, weight_decay = 0, l1 = 0, l2 = 0, clip_norm = 0, clip_value = 0,
         average = 0;  // 0: not asked
  std::int64_t accumulate = 1;
};

/// Declares them as a group of their own.
void add_optimizer_options(CLI::App& app, OptimizerOptions& options);

/// What they ask for. Throws `Error` for names that are unknown and values that cannot be.
void apply(const OptimizerOptions& options, FitOptions& how);

}  // namespace ansatz::cli
