// Optimizers: functions of parameters, gradients and state, recorded like everything else.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "ansatz/array.h"
#include "ansatz/scope.h"

namespace ansatz {

/// The learning rate's factor in [0, 1] as a function of the step (f32 scalar, from 0): multiplies the base rate.
using Schedule = std::function<Array(const Array& step)>;

/// One optimizer, for any number of parameters. Since its update is element-wise, a training loop may join parameters
/// that are treated alike (`group`) into one long one, so that a network of any depth is updated in one pass.
struct Optimizer {
  std::string name;
  double learning_rate = 1e-3;
  /// Parameters with the same text are treated alike; "" is the usual treatment. Null: all are.
  std::function<std::string(const std::string& parameter_name)> group = nullptr;
  /// The state for these parameters.
  std::function<std::vector<Array>(const std::vector<Array>& parameters)> initialize;
  /// Records the next parameters and state, which it replaces, from the gradients. `rate` is the schedule's factor, an
  /// f32 scalar; `groups` has the parameters' groups.
  std::function<void(std::vector<Array>& parameters, const std::vector<Array>& gradients, std::vector<Array>& state,
                     const Array& rate, const std::vector<std::string>& groups)>
      update;
};

struct SgdOptions {
  double learning_rate = 1e-2;
  double momentum = 0.0;
  bool nesterov = false;
  double weight_decay = 0.0;  ///< added to the gradient
};
/// Stochastic gradient descent; momentum as in PyTorch: v ← momentum·v + g, p ← p - rate·v.
Optimizer sgd(const SgdOptions& options = {});

struct AdamOptions {
  double learning_rate = 1e-3;
  double beta1 = 0.9, beta2 = 0.999;
  double epsilon = 1e-8;
  double weight_decay = 0.0;
  /// Multiplies the learning rate of parameters whose name ends so: {{"bias", 0.1}}.
  std::vector<std::pair<std::string, double>> rates = {};
};
/// Adam (Kingma and Ba 2015, algorithm 1); weight_decay is added to the gradient.
Optimizer adam(const AdamOptions& options = {});
/// AdamW (Loshchilov and Hutter 2019): weight_decay shrinks the parameters directly, biases excepted.
Optimizer adamw(const AdamOptions& options = {.weight_decay = 1e-2});

/// The optimizer of that name ("sgd", "adam", "adamw") with its defaults, or the given learning rate.
Optimizer optimizer(const std::string& name, double learning_rate = 0);

/// Factor 1.
Schedule constant_rate();
/// Rises linearly over `warmup` steps, then falls along half a cosine to `floor` at `total`
/// (Loshchilov and Hutter 2017, eq. 5).
Schedule cosine(std::int64_t total, std::int64_t warmup = 0, double floor = 0);

}  // namespace ansatz
