// A model answers row by row: what it says about one must not depend on who stands beside it.
#pragma once

#include "model/build.h"

namespace ansatz {

/// Throws `Error` when the network's answer for a row changes with the other rows of its batch, naming the first operation
/// that takes rows together. Found by trying it with drawn features.
void check_rows_apart(const ModelParts& parts);

}  // namespace ansatz
