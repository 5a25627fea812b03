// Architectures by name. Each has its file in src/nn/architectures/; ansatz/architectures.h declares them.
#pragma once

#include "ansatz/layer.h"

namespace ansatz {

/// The architecture of that name, with its options: "linear", "mlp:64,64", "mlp:128,128,dropout=0.1,norm=batch_norm".
/// It maps [batch, features] to [batch, out]. Throws `Error` with the nearest name of an architecture or an option.
Architecture architecture(const std::string& text, std::int64_t out);

/// What `architecture` knows, in the alphabet's order.
std::vector<std::string> architecture_names();

}  // namespace ansatz
