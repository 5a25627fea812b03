// What operations that return their first input unchanged share.
#pragma once

#include <cstring>

#include "array/operation.h"

namespace ansatz {

inline Type infer_same(std::span<const Array> inputs, const Attributes&) {
  return {inputs[0].shape(), inputs[0].dtype()};
}

/// The first input's numbers, which may only be named differently (reshape).
inline void copy_input(const Evaluation& call) {
  if (const std::size_t bytes = call.type.shape.size() * size_of(call.type.dtype))
    std::memcpy(call.output, call.inputs[0].data, bytes);
}

}  // namespace ansatz
