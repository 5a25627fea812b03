// The reference kernel of views: copies from strides to row-major.
#pragma once

#include <cstring>

#include "array/operation.h"

namespace ansatz {

/// output[i…] = input[start + Σ i·strides], element by element; strides in elements.
inline void strided_copy(const void* input, std::int64_t start, const Shape& strides, void* output, const Shape& shape,
                         std::size_t element) {
  const auto* from = static_cast<const std::byte*>(input) + start * static_cast<std::int64_t>(element);
  auto* to = static_cast<std::byte*>(output);
  const int rank = shape.rank();
  const std::int64_t size = shape.size();
  std::int64_t index[Shape::max_rank] = {};
  const std::int64_t inner = rank ? shape[rank - 1] : 1;
  const std::int64_t inner_stride = rank ? strides[rank - 1] : 1;
  for (std::int64_t done = 0; done < size; done += inner) {
    std::int64_t place = 0;
    for (int i = 0; i + 1 < rank; ++i) place += index[i] * strides[i];
    const std::byte* row = from + place * static_cast<std::int64_t>(element);
    if (inner_stride == 1) {
      std::memcpy(to, row, inner * element);
    } else {
      for (std::int64_t j = 0; j < inner; ++j)
        std::memcpy(to + j * element, row + j * inner_stride * static_cast<std::int64_t>(element), element);
    }
    to += inner * element;
    for (int i = rank - 2; i >= 0; --i) {
      if (++index[i] < shape[i]) break;
      index[i] = 0;
    }
  }
}

}  // namespace ansatz
