// The loop over epochs.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "train/batches.h"
#include "train/checkpoint.h"
#include "train/full_batch.h"
#include "train/keep_best.h"
#include "train/saver.h"
#include "train/trainer.h"
#include "train/validator.h"

namespace ansatz {

/// What a fit moves; all of it stands in a checkpoint, but for what is the same each time.
struct Loop {
  Trainer& trainer;
  Batches& batches;
  Validator& validate;
  KeepBest& keep;
  Position& position;
  Saver& saver;
  const std::vector<Callback>& callbacks;
  int epochs;
  std::optional<Plateau> plateau;
  FullBatchTraining* full_batch;  ///< null: steps along batches
  /// Seconds since the fit began.
  std::function<double()> seconds;
};

enum class Ending { complete, stopped_early, interrupted };

/// Trains from the position on until the epochs are over, validation has not improved for long enough, or a callback
/// says so; then the state is saved.
Ending train(Loop& loop);

}  // namespace ansatz
