// Safetensors: named tensors as a file that other libraries read and write.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "ansatz/scope.h"

namespace ansatz {

/// What a safetensors file holds: tensors by name, and texts by name (`__metadata__`).
struct Tensors {
  NamedArrays tensors;
  std::map<std::string, std::string> metadata = {};
};

/// Reads a file of the format https://huggingface.co/docs/safetensors, as strictly as its reference implementation: the
/// tensors fill the file without overlap or hole, in the sizes of their shapes. F16 becomes f32 (exactly); BOOL, U8, I32,
/// I64, BF16, F32 and F64 stay what they are. Throws `Error`, which names the file and the tensor, for anything else.
Tensors read_safetensors(const std::filesystem::path& path);

/// Writes such a file, at once or not at all. Throws `Error` as for any file that can't be written.
void write_safetensors(const std::filesystem::path& path, const NamedArrays& tensors,
                       const std::map<std::string, std::string>& metadata = {});

}  // namespace ansatz
