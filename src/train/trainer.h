// The training step of any network: forward, backward and update as one plan.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ansatz/compile.h"
#include "ansatz/optimizer.h"
#include "ansatz/schedule.h"
#include "ansatz/scope.h"

namespace ansatz {

struct TrainerOptions {
  Optimizer optimizer;
  Schedule schedule;
  std::uint64_t seed = 0;
  int threads = 0;
  bool adjustable_rate = false;  ///< whether `set_rate` will be called
  Schedule momentum = nullptr;   ///< the momentum itself, where the optimizer lets it be moved; null: it stays
};

/// Where a step stands in its fit, for messages; both count from 1, and 0 says nothing.
struct StepPlace {
  int epoch = 0;
  std::int64_t batch = 0;
};

/// Owns parameters, states and optimizer state, and moves them a step at a time. `loss` records the loss of a batch;
/// terms that layers add (Scope::loss) are added to it.
class Trainer {
 public:
  using BatchLoss = std::function<Array(Scope, const std::vector<Array>& batch)>;

  /// Draws the parameters for batches like `example`.
  Trainer(BatchLoss loss, const std::vector<Array>& example, TrainerOptions options);

  /// One step. Throws `Error` when the loss or a gradient is not finite, naming the first operation that was not, its
  /// scope, the step and the batch; the parameters are unchanged then. `place` completes the message ("epoch 2, batch 7").
  void step(const std::vector<Array>& batch, StepPlace place = {});

  /// From the next step on the learning rate is multiplied by this, beside the schedule. Needs `adjustable_rate`.
  void set_rate(double factor);

  /// The loss of the last step.
  float loss() const;
  std::int64_t steps() const { return steps_; }

  /// Copies of the present numbers.
  NamedArrays parameters() const;
  /// What the model is evaluated and saved with: the parameters, or their averages where the optimizer keeps them.
  NamedArrays evaluated_parameters() const;
  /// Replaces all of them; names and shapes stay.
  void set_parameters(const NamedArrays& parameters);
  NamedArrays states() const;
  /// Everything that the next steps depend on, by name: "parameter.…", "state.…", "optimizer.0", …, "step".
  NamedArrays snapshot() const;
  /// Goes on from a snapshot. Throws `Error`, and changes nothing, when it is not one of such a network and optimizer.
  void restore(const NamedArrays& snapshot);

  std::int64_t parameter_count() const;
  /// The plan of the last step, one line a task.
  std::string plan() const { return last_->plan(); }

 private:
  std::vector<Array> record(const std::vector<Array>& arguments, bool explain, bool due) const;
  [[noreturn]] void explain(const std::vector<Array>& batch, StepPlace place) const;

  BatchLoss loss_;
  TrainerOptions options_;
  // Parameters that the optimizer treats alike lie one behind the other in one array.
  struct Group {
    Treatment treatment;
    std::vector<std::size_t> members;  // numbers of parameters
  };
  NamedArrays named(const std::vector<Array>& groups) const;
  std::vector<Treatment> treatments() const;
  Array parameter_in(const std::vector<Array>& groups, std::size_t number) const;

  std::vector<std::string> parameter_names_, state_names_;
  std::vector<Shape> shapes_;                                 // of the parameters
  std::vector<std::pair<std::size_t, std::int64_t>> places_;  // of the parameters: group, offset
  std::vector<Group> groups_;
  std::vector<Array> state_;  // groups, states, optimizer state, [rate,] step
  std::vector<Array> outputs_;
  std::unique_ptr<Compiled> compiled_;
  std::unique_ptr<Compiled> collecting_;  // of batches that complete no step; null when each does
  Compiled* last_ = nullptr;  // which of both the last step ran
  std::int64_t steps_ = 0;
};

}  // namespace ansatz
