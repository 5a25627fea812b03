// Arrays of indices: which types they have, and reading them with a check.
#pragma once

#include "array/operation.h"
#include "base/fail.h"

namespace ansatz {

inline void require_indices(const char* operation, const Array& indices) {
  if (indices.dtype() != DType::i32 && indices.dtype() != DType::i64)
    fail("{}: indices must be i32 or i64, not {}", operation, name_of(indices.dtype()));
}

/// The index at `place`. Throws `Error` when it is outside of [0, extent).
inline std::int64_t index_at(const char* operation, const Operand& indices, std::int64_t place, std::int64_t extent) {
  const std::int64_t index =
      indices.dtype == DType::i32 ? indices.as<std::int32_t>()[place] : indices.as<std::int64_t>()[place];
  if (index < 0 || index >= extent) fail("{}: the index {} is outside of [0, {})", operation, index, extent);
  return index;
}

}  // namespace ansatz
