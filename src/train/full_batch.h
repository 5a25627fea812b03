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

/// What is resumed from a checkpoint goes on from its parameters, but with no memory of the curvature.
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

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace ansatz
