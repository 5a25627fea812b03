// The loop over epochs.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "train/batches.h"
#include "train/keep_best.h"
#include "train/trainer.h"
#include "train/validator.h"

namespace ansatz {

struct Loop {
  Trainer& trainer;
  Batches& batches;
  Validator& validate;
  KeepBest& keep;
  int epochs;
  std::optional<PlateauOptions> plateau;
  /// Seconds since the fit began.
  std::function<double()> seconds;
};

struct LoopResult {
  std::vector<Progress> history;
  bool stopped_early = false, interrupted = false;
};

/// Trains until the epochs are over, validation has not improved for long enough, or on_progress says so.
LoopResult train(Loop& loop, const FitOptions& options);

}  // namespace ansatz
