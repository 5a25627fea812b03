// Matrix times vector where the matrix's rows are contiguous: one dot product a row. Included by gemm.simd.cc alone.
#pragma once

#include "cpu/gemm_tile.h"

namespace ansatz::cpu {
namespace HWY_NAMESPACE {
namespace {

// sums[0] becomes the vector of the sums of sums[0], sums[1], …: neighbours are added pairwise, level by level.
template <int Count>
HWY_INLINE void add_across(Vector* sums) {
  if constexpr (Count > 1) {
    HWY_UNROLL(16)
    for (int i = 0; i < Count / 2; ++i)
      sums[i] = hn::Add(hn::ConcatEven(tag, sums[2 * i + 1], sums[2 * i]), hn::ConcatOdd(tag, sums[2 * i + 1], sums[2 * i]));
    add_across<Count / 2>(sums);
  }
}

// out[r · out_stride] (+)= Σ_k matrix[r · row_stride + k] · x[k] for r in [0, rows).
HWY_INLINE void dots(const float* matrix, std::int64_t rows, std::int64_t row_stride, std::int64_t depth, const float* x,
                     float* out, std::int64_t out_stride, bool add) {
  constexpr int group = static_cast<int>(lanes);  // rows at a time, one result vector
  for (std::int64_t first = 0; first < rows; first += group) {
    const std::int64_t count = rows - first < group ? rows - first : group;
    const float* at[group];
    HWY_UNROLL(16)
    for (int r = 0; r < group; ++r) at[r] = matrix + (first + (r < count ? r : count - 1)) * row_stride;
    Vector sums[group];
    HWY_UNROLL(16)
    for (int r = 0; r < group; ++r) sums[r] = hn::Zero(tag);
    std::int64_t k = 0;
    for (; k + lanes <= depth; k += lanes) {
      const Vector part = hn::LoadU(tag, x + k);
      HWY_UNROLL(16)
      for (int r = 0; r < group; ++r) sums[r] = hn::MulAdd(hn::LoadU(tag, at[r] + k), part, sums[r]);
    }
    if (k < depth) {
      const Vector part = load_first(x + k, depth - k);
      HWY_UNROLL(16)
      for (int r = 0; r < group; ++r) sums[r] = hn::MulAdd(load_first(at[r] + k, depth - k), part, sums[r]);
    }
    add_across<group>(sums);
    float* to = out + first * out_stride;
    if (out_stride == 1) {
      if (add) sums[0] = hn::Add(sums[0], load_first(to, count));
      store_first(sums[0], to, count);
    } else {
      HWY_ALIGN float results[lanes];
      hn::Store(sums[0], tag, results);
      for (std::int64_t r = 0; r < count; ++r) to[r * out_stride] = add ? to[r * out_stride] + results[r] : results[r];
    }
  }
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace ansatz::cpu
