// Training over all rows at once, with a minimiser that evaluates the loss as often as it likes.
#pragma once

#include <memory>

#include "ansatz/fit.h"
#include "train/batches.h"
#include "train/network.h"
#include "train/trainer.h"

namespace ansatz {

/// Throws `Error` for options that only steps along batches know.
void check_full_batch(const Optimizer& optimizer, const FitOptions& options);

/// Throws `Error` for a network whose loss is not the same each time or depends on more than its parameters, judged by a
/// recording of its training.
void check_full_batch_recording(const std::string& optimizer, const Recording& recording);

/// Throws `Error` for the default network for tables, whose members train on rows of their own.
[[noreturn]] void refuse_full_batch_folds(const std::string& optimizer, const std::string& architecture);

/// L-BFGS on the loss of the one batch that holds all rows, in double.
class FullBatchTraining {
 public:
  /// Starts from the trainer's parameters. Throws `Error` for networks with states, and for too much work.
  FullBatchTraining(const TableNetwork& network, Batches& batches, const TrainerOptions& options,
                    const Trainer& trainer);
  ~FullBatchTraining();

  /// One iteration, whose parameters become the trainer's; the loss.
  double advance(Trainer& trainer);
  /// Whether the loss can fall no further.
  bool ended() const;

  /// What the next iterations depend on, by name: the point in double, the curvature, whether it has ended.
  NamedArrays snapshot() const;
  /// Goes on from a snapshot. Throws `Error` when it is not one of such a network.
  void restore(const NamedArrays& snapshot);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace ansatz
