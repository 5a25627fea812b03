// When the state of a fit is saved.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "ansatz/fit.h"

namespace ansatz {

/// Saves as often as the options say. A save that fails in passing (a full disk) is remembered, not thrown: the fit goes
/// on, and the next may succeed.
class Saver {
 public:
  /// `save` writes the state as it is then; throws `Error` when it can't.
  Saver(const CheckpointOptions& options, std::function<void()> save);

  void after_step();
  void after_epoch(int epoch);
  void now();

  /// Whether the file holds a state of this fit.
  bool saved() const { return saved_; }
  /// Why the last save failed; empty when it did not.
  const std::string& failure() const { return failure_; }

 private:
  using Clock = std::chrono::steady_clock;
  const CheckpointOptions& options_;
  std::function<void()> save_;
  Clock::time_point last_ = Clock::now();
  bool saved_ = false;
  std::string failure_;
};

}  // namespace ansatz
