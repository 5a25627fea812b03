// The options with which a fit is saved on its way and goes on.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "ansatz/fit.h"

namespace CLI {
class App;
}

namespace ansatz::cli {

struct CheckpointFlags {
  std::string file, every;
  bool resume = false, restart = false;
};

/// --checkpoint, --checkpoint-every, --resume, --restart.
void add_checkpoint_options(CLI::App& app, CheckpointFlags& flags);

/// What they say for a fit that reads `inputs` and writes `model`: by default the checkpoint lies beside it. Every option of the command
/// that was given and that the result may depend on is a setting that must be equal. Throws `Error` when the flags contradict each
/// other or the files that are there.
CheckpointOptions checkpoint_options(const CheckpointFlags& flags, const CLI::App& app,
                                     const std::filesystem::path& model,
                                     const std::vector<std::string>& inputs);

}  // namespace ansatz::cli
