// Optimizers that treat every element of a parameter alike and alone: a file says the rule for one array.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ansatz/operations.h"
#include "ansatz/optimizer.h"

namespace ansatz {

/// One parameter in a step.
struct ElementwiseStep {
  Array p;  ///< becomes the next one
  Array g;
  std::span<Array> kept;               ///< what is kept with it; becomes the next
  std::span<const Array> numbers;      ///< this step's, advanced
  Array rate;                          ///< the learning rate, the parameter's own factor included
  double weight_decay;                 ///< 0 when the parameter does not decay
  std::optional<Array> momentum = {};  ///< in place of the rule's own

  /// The gradient of the loss with the penalty weight_decay/2 · p².
  Array penalised() const { return weight_decay == 0 ? g : g + p * weight_decay; }
  /// The parameter, shrunk by rate · weight_decay: decay that does not pass through the gradient.
  Array shrunk() const { return weight_decay == 0 ? p : p * (1.0 - rate * weight_decay); }
};

struct ElementwiseRule {
  std::string name;
  double learning_rate, weight_decay = 0;
  std::vector<double> numbers = {};  ///< before the first step: single numbers that all parameters share
  std::vector<double> kept = {};     ///< before the first step: the elements of each array kept with a parameter
  bool moves_momentum = false;       ///< whether `update` and `advance` heed a momentum that is given
  /// The numbers, once a step.
  std::function<void(std::vector<Array>& numbers, const std::optional<Array>& momentum)> advance = nullptr;
  std::function<void(ElementwiseStep&)> update;
};

/// The state is the numbers, then the first kept array of every parameter, then the second, ….
Optimizer elementwise_optimizer(const ElementwiseRule& rule);

}  // namespace ansatz
