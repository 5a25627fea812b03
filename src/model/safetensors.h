// Safetensors in memory.
#pragma once

#include <string>
#include <string_view>

#include "ansatz/safetensors.h"

namespace ansatz {

/// The bytes of such a file: the same for the same tensors and metadata.
std::string safetensors_bytes(const Tensors& content);

/// The content of such bytes. Throws `Error`, without the file's name.
Tensors parse_safetensors(std::string_view bytes);

}  // namespace ansatz
