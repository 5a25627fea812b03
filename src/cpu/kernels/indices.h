// Arrays of indices under kernels that run in parts.
#pragma once

#include "array/operation.h"
#include "ops/indices.h"

namespace ansatz::cpu {

struct Indices {
  const char* operation;  ///< for messages
  DType dtype;
  std::int64_t count, extent;
  const void* data = nullptr;

  /// The index at `place`. Throws `Error` when it is outside of [0, extent): for the first such index of all, so that
  /// the message does not depend on the parts.
  std::int64_t operator[](std::int64_t place) const {
    const std::int64_t index = dtype == DType::i32 ? static_cast<const std::int32_t*>(data)[place]
                                                   : static_cast<const std::int64_t*>(data)[place];
    if (index < 0 || index >= extent) fail_at_first();
    return index;
  }

 private:
  void fail_at_first() const {
    const Shape shape{count};
    for (std::int64_t i = 0; i < count; ++i) index_at(operation, {data, &shape, dtype}, i, extent);
  }
};

}  // namespace ansatz::cpu
