// The state of a fit as a file.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "ansatz/callback.h"
#include "ansatz/scope.h"
#include "train/keep_best.h"

namespace ansatz {

/// Where a fit stands.
struct Position {
  int epoch = 0;           ///< complete epochs
  std::int64_t batch = 0;  ///< batches done of the next one
  double loss = 0;         ///< the sum of their losses, each divided by the batches in an epoch
  double seconds = 0;      ///< since the beginning, interruptions left out
  std::vector<Progress> history;
};

/// Names and values of settings.
using SettingList = std::vector<std::pair<std::string, std::string>>;

/// The setting that has the table's checksum: its difference is told without it.
inline constexpr const char* table_setting = "table";

/// All that the rest of a fit depends on.
struct Checkpoint {
  /// By name, in the order in which a difference is told: what must be equal for the fit to go on.
  SettingList settings;
  NamedArrays trainer;    ///< Trainer::snapshot
  NamedArrays minimiser;  ///< FullBatchTraining::snapshot; empty where steps go along batches
  Position position;
  Best best;
  /// The instruction set that it was written with; set by reading.
  std::string instructions = {};
};

/// Writes the checkpoint, with a checksum over the whole file, at once or not at all.
void write_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint);

/// Reads it. Throws `Error` when the file is missing, damaged, no checkpoint, or when a setting differs from `settings`.
Checkpoint read_checkpoint(const std::filesystem::path& path, const SettingList& settings);

}  // namespace ansatz
