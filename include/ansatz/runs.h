// The store of runs: what was fitted, how, and how well.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ansatz/callback.h"
#include "ansatz/model.h"

namespace ansatz {

struct Run {
  std::int64_t id = 0;
  std::string started;                 ///< "2026-11-25 16:03:07", UTC
  std::string state = "running";       ///< running, done, interrupted, failed
  std::string command, folder;         ///< what was called, and where
  std::string data, target, model;     ///< files and the column
  std::vector<std::string> inferred;   ///< what the fit chose, a line each; filled by `get` only
  std::string architecture;
  std::string metric;                  ///< the validation metric's name
  double best = 0;                     ///< its best value; NaN before the first epoch
  int epochs = 0;                      ///< done
  double seconds = 0;
  Metrics test;
  std::string message;                 ///< why it failed
  std::int64_t process = 0;            ///< the one that runs or ran it
  std::int64_t search = 0;             ///< of a trial of a search: the id of the search's first trial (-1 till it has one); 0: no trial
  std::vector<Progress> history;       ///< filled by `get` only
};

/// Runs in an SQLite file, which several processes may use at once. Calls throw `Error` when the file can't be used.
class RunStore {
 public:
  /// Opens the file, or makes it with its folders.
  explicit RunStore(const std::filesystem::path& path);
  ~RunStore();
  RunStore(RunStore&&) noexcept;
  RunStore& operator=(RunStore&&) noexcept;

  /// Where the user's runs are: the file that the environment variable ANSATZ_RUNS names, else ansatz/runs.db in
  /// $XDG_DATA_HOME or ~/.local/share. Empty when ANSATZ_RUNS is "off" or there is no home.
  static std::filesystem::path usual_place();

  /// Adds a run; its id. Ids are never given twice.
  std::int64_t add(const Run& run);
  /// Replaces what is known of a run, and adds to its curve the epochs that it does not have.
  void update(const Run& run);

  /// The newest first, at most so many; without their curves and `inferred`, which `get` fills. What is called running,
  /// but has no process, has failed.
  /// The trials of searches are left out unless asked for.
  std::vector<Run> list(std::int64_t limit, bool trials = false) const;
  std::int64_t count(bool trials = false) const;
  /// One run with its curve; none when there is no such id.
  std::optional<Run> get(std::int64_t id) const;
  /// Removes it; whether it was there.
  bool remove(std::int64_t id);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// Writes down a fit while it runs. `run` has what the fit does not know: command, folder, data, target, model. The
/// callback keeps the store alive; a store that fails on the way is not used any more, and the fit goes on.
Callback record_run(std::shared_ptr<RunStore> store, std::shared_ptr<Run> run);

}  // namespace ansatz
