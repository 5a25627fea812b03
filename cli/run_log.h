// A fit in the user's store of runs.
#pragma once

#include <memory>

#include "ansatz/runs.h"
#include "cli/terminal.h"

namespace ansatz::cli {

/// Opens the store and takes down what the program knows of the fit. Where the store can't be used it says so in a note,
/// and everything here does nothing.
class RunLog {
 public:
  RunLog(Terminal& terminal, const std::string& data, const std::string& target, const std::filesystem::path& model);

  /// What the fit tells goes here.
  Callback callback() const;
  /// It is a trial of the search whose first trial has this id; 0: it is the first itself.
  void trial_of(std::int64_t first) const;
  /// Its scores, when the fit itself had no test rows.
  void scored(const Metrics& metrics) const;
  /// The fit ended with an error.
  void failed(const std::string& message) const;
  /// 0 when the run is not in the store.
  std::int64_t id() const { return run_->id; }

 private:
  std::shared_ptr<RunStore> store_;
  std::shared_ptr<Run> run_ = std::make_shared<Run>();
};

}  // namespace ansatz::cli
