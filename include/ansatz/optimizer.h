// What an optimizer is. The optimizers themselves, and what may be put around one: ansatz/optimizers.h, which the build
// makes from the files in src/optim/ and src/optim/modifiers/.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ansatz/array.h"

namespace ansatz {

/// How an update treats one parameter.
struct Treatment {
  double rate = 1;     ///< multiplies the learning rate
  bool decays = true;  ///< whether weight decay and penalties shrink it
  bool whole = false;  ///< the update needs it in its own shape, so it is not joined with others
  bool operator==(const Treatment&) const = default;
};

/// Weight decay and penalties shrink what has two axes or more, and spare what has fewer: biases, the scales of norms.
Treatment usual_treatment(const std::string& name, const Shape& shape);

/// What the one who records a step knows of it beside the gradients.
struct StepContext {
  /// The momentum, a single number, in place of the optimizer's own, where that may be moved (`Optimizer::moves_momentum`).
  std::optional<Array> momentum = {};
  /// Whether this batch completes a step of an optimizer that takes one every `Optimizer::batches`; by default its state
  /// tells. Known, the work that is not due is not recorded.
  std::optional<bool> due = {};
};

/// What a step of an optimizer works on; one treatment a parameter.
struct OptimizerStep {
  std::vector<Array> parameters;  ///< become the next ones
  std::vector<Array> gradients;
  std::vector<Array> state;  ///< becomes the next one
  Array learning_rate;       ///< a single number, the schedule's factor included
  double weight_decay = 0;
  std::vector<Treatment> treatments;
  StepContext context = {};
};

/// Of an optimizer that is no rule for a step but a minimiser over all rows at once (L-BFGS): `fit` knows how.
struct FullBatch {
  int memory = 10;
  double l2 = 0;
};

/// One optimizer, for any number of parameters: a value, whose numbers may be changed. A training loop may join the
/// parameters of one treatment into one long one, unless they are wanted whole, so that a network of any depth is
/// updated in one pass.
struct Optimizer {
  std::string name;
  double learning_rate = 1e-3;  ///< a schedule multiplies it
  double weight_decay = 0;      ///< each optimizer says how it decays
  std::vector<std::string> modifiers = {};  ///< what was put around it, for people: "clip norm 1"
  bool shrinks = false;  ///< whether what was put around it shrinks parameters, so that `decays` matters
  std::int64_t batches = 1;     ///< it takes a step every so many batches
  bool moves_momentum = false;  ///< whether a schedule may move its momentum
  std::optional<FullBatch> full_batch = {};
  std::function<Treatment(const std::string& name, const Shape& shape)> treat = usual_treatment;
  /// The state for these parameters.
  std::function<std::vector<Array>(const std::vector<Array>& parameters, const std::vector<Treatment>&)> state;
  /// Records a step.
  std::function<void(OptimizerStep&)> step;
  /// The numbers that a model is evaluated and saved with, from parameters and state. Null: the parameters.
  std::function<std::vector<Array>(const std::vector<Array>& parameters, const std::vector<Array>& state)> evaluated =
      nullptr;

  /// How a parameter is treated: as `treat` says, but all decay where nothing does, so that they may be joined.
  Treatment treatment(const std::string& name, const Shape& shape) const;
  /// The state for these parameters. Without treatments all are treated alike, and decay.
  std::vector<Array> initialize(const std::vector<Array>& parameters,
                                const std::vector<Treatment>& treatments = {}) const;
  /// Records a step: replaces parameters and state by the next ones. `factor` is the schedule's, a single number.
  void update(std::vector<Array>& parameters, const std::vector<Array>& gradients, std::vector<Array>& state,
              const Array& factor, const std::vector<Treatment>& treatments = {}, const StepContext& context = {}) const;
};

/// The optimizer of that name, with options where they differ from the defaults: "adam", "sgd:momentum=0.9,nesterov=true".
/// Throws `Error` with the nearest name of an optimizer or an option.
Optimizer optimizer(const std::string& text);

/// What `optimizer` knows, in the alphabet's order.
std::vector<std::string> optimizer_names();

}  // namespace ansatz
