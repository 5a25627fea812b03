// What a fit tells while it runs, and who listens.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace ansatz {

struct FitReport;

/// What is known before the first step.
struct FitStart {
  std::vector<std::string> inferred;  ///< what fit chose, a line each, for people
  std::int64_t parameters = 0;
  int epochs = 0;            ///< at most
  std::int64_t batches = 0;  ///< in an epoch
  int resumed_epochs = 0;    ///< of a fit that goes on: how many were complete
};

/// What is known after a step.
struct StepProgress {
  int epoch = 0;           ///< from 1
  std::int64_t batch = 0;  ///< of the epoch, from 1
  std::int64_t step = 0;   ///< of the fit, from 1
  float loss = 0;          ///< of the batch
};

/// What is known after an epoch.
struct Progress {
  int epoch = 0, epochs = 0;  ///< epoch counts from 1
  double training_loss = 0;
  double validation = 0;  ///< the validation metric
  std::string metric;     ///< its name: "mae", "rmse", "log_loss", …
  bool best = false;      ///< the best so far
  double seconds = 0, seconds_left = 0;
};

/// A listener. A fit has any number of them and calls each in turn; every member may be left out. What is thrown stops
/// the fit and reaches its caller.
struct Callback {
  std::function<void(const FitStart&)> on_start = {};
  /// Returns false to stop at once. Called often: it should take no longer than a small part of a step.
  std::function<bool(const StepProgress&)> on_step = {};
  /// Returns false to stop after this epoch.
  std::function<bool(const Progress&)> on_epoch = {};
  /// An epoch of the second training (FitOptions::refit). Returns false to stop it: the first one's model stays.
  std::function<bool(const Progress&)> on_refit_epoch = {};
  /// Called when the model is made, whether the fit came to its end or was stopped.
  std::function<void(const FitReport&)> on_end = {};
};

}  // namespace ansatz
