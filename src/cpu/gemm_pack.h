// Copies of A and B in the order in which the tiles read them. Included by gemm.simd.cc alone.
#pragma once

#include "cpu/gemm_tile.h"

namespace ansatz::cpu {
namespace HWY_NAMESPACE {
namespace {

// One vector whose 128-bit block i holds four floats from `from + i · stride`.
template <class D> HWY_INLINE hn::Vec<D> load_blocks(D d, const float* from, std::int64_t stride) {
  if constexpr (hn::MaxLanes(D()) == 4) {
    return hn::LoadU(d, from);
  } else {
    const hn::Half<D> half;
    constexpr std::int64_t blocks = hn::MaxLanes(D()) / 8;
    return hn::Combine(d, load_blocks(half, from + blocks * stride, stride), load_blocks(half, from, stride));
  }
}

// to[k · to_stride + j] = from[j · stride + k] for j in [0, lanes), k in [0, 4).
HWY_INLINE void transpose_four(const float* from, std::int64_t stride, float* to, std::int64_t to_stride) {
  const Vector r0 = load_blocks(tag, from, 4 * stride), r1 = load_blocks(tag, from + stride, 4 * stride);
  const Vector r2 = load_blocks(tag, from + 2 * stride, 4 * stride),
               r3 = load_blocks(tag, from + 3 * stride, 4 * stride);
  // Block i holds rows 4i … 4i + 3, so a transpose within blocks leaves the rows in order.
  const Vector low02 = hn::InterleaveLower(tag, r0, r2), low13 = hn::InterleaveLower(tag, r1, r3);
  const Vector high02 = hn::InterleaveUpper(tag, r0, r2), high13 = hn::InterleaveUpper(tag, r1, r3);
  hn::StoreU(hn::InterleaveLower(tag, low02, low13), tag, to);
  hn::StoreU(hn::InterleaveUpper(tag, low02, low13), tag, to + to_stride);
  hn::StoreU(hn::InterleaveLower(tag, high02, high13), tag, to + 2 * to_stride);
  hn::StoreU(hn::InterleaveUpper(tag, high02, high13), tag, to + 3 * to_stride);
}

// One contiguous row of B into its row of every panel (panels are `panel_stride` apart); the last vector is filled up
// with zeros.
HWY_INLINE void pack_row(const float* from, std::int64_t columns, float* to, std::int64_t panel_stride) {
  for (; columns >= panel_columns; columns -= panel_columns, from += panel_columns, to += panel_stride) {
    hn::StoreU(hn::LoadU(tag, from), tag, to);
    hn::StoreU(hn::LoadU(tag, from + lanes), tag, to + lanes);
  }
  for (; columns > 0; columns -= lanes, from += lanes, to += lanes)
    hn::StoreU(load_first(from, columns < lanes ? columns : lanes), tag, to);
}

// A panel of B whose columns are contiguous: to[k · panel_columns + j] = from[k · row + j · column] for k in [0, depth),
// j in [0, columns), and zeros from there to the end of the last vector.
HWY_INLINE void pack_transposed(const float* from, std::int64_t row, std::int64_t column, std::int64_t depth,
                                std::int64_t columns, float* to) {
  for (std::int64_t j = 0; j < columns; j += lanes) {
    const std::int64_t some = columns - j < lanes ? columns - j : lanes;
    std::int64_t k = 0;
    if (some == lanes && row == 1) {
      for (; k + 4 <= depth; k += 4)
        transpose_four(from + j * column + k, column, to + k * panel_columns + j, panel_columns);
    }
    for (; k < depth; ++k) {
      float* at = to + k * panel_columns + j;
      for (std::int64_t i = 0; i < some; ++i) at[i] = from[(j + i) * column + k * row];
      for (std::int64_t i = some; i < lanes; ++i) at[i] = 0;
    }
  }
}

// A block of A in its own order, but with a stride that spreads its rows over the cache's sets.
HWY_INLINE void copy_rows(const float* from, std::int64_t stride, std::int64_t rows, std::int64_t columns, float* to,
                          std::int64_t to_stride) {
  for (std::int64_t r = 0; r < rows; ++r, from += stride, to += to_stride) {
    std::int64_t i = 0;
    for (; i + lanes <= columns; i += lanes) hn::StoreU(hn::LoadU(tag, from + i), tag, to + i);
    if (i < columns) hn::StoreU(load_first(from + i, columns - i), tag, to + i);
  }
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace ansatz::cpu
