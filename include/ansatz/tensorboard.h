// Training seen in TensorBoard.
#pragma once

#include <filesystem>

#include "ansatz/callback.h"

namespace ansatz {

/// Writes the training loss, the validation metric, and the time of an epoch as scalars, and what fit inferred as a text, into an event file in
/// this folder, which is made when it is missing. Every epoch is on the disk when the next begins. Throws `Error` when the
/// folder can't be made or the file not be written.
Callback tensorboard(const std::filesystem::path& folder);

}  // namespace ansatz
