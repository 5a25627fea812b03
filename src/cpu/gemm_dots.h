// Products with few rows or columns whose operands both lie along k: every element is a dot product of two contiguous
// rows. Included by gemm.simd.cc alone.
#pragma once

#include "cpu/gemm_tile.h"

namespace ansatz::cpu {
namespace HWY_NAMESPACE {
namespace {

// sums[0] becomes the vector of the sums of sums[0], sums[1], …: neighbours are added pairwise, level by level.
template <int Count> HWY_INLINE void add_across(Vector* sums) {
  if constexpr (Count > 1) {
    HWY_UNROLL(16)
    for (int i = 0; i < Count / 2; ++i)
      sums[i] =
          hn::Add(hn::ConcatEven(tag, sums[2 * i + 1], sums[2 * i]), hn::ConcatOdd(tag, sums[2 * i + 1], sums[2 * i]));
    add_across<Count / 2>(sums);
  }
}

// The sums of matrix[r · row_stride + k] · x[k] over k, for `lanes` rows. A short last group repeats its last row.
template <bool Full>
HWY_INLINE Vector dots_of_group(const float* matrix, std::int64_t count, std::int64_t row_stride, std::int64_t depth,
                                const float* x) {
  constexpr int group = static_cast<int>(lanes);
  const float* at[group];
  HWY_UNROLL(16)
  for (int r = 0; r < group; ++r) at[r] = matrix + (Full || r < count ? r : count - 1) * row_stride;
  Vector sums[group];
  std::int64_t k = 0;
  if (depth >= lanes) {
    const Vector part = hn::LoadU(tag, x);
    HWY_UNROLL(16)
    for (int r = 0; r < group; ++r) sums[r] = hn::Mul(hn::LoadU(tag, at[r]), part);
    for (k = lanes; k + lanes <= depth; k += lanes) {
      const Vector next = hn::LoadU(tag, x + k);
      HWY_UNROLL(16)
      for (int r = 0; r < group; ++r) sums[r] = hn::MulAdd(hn::LoadU(tag, at[r] + k), next, sums[r]);
    }
  } else {
    HWY_UNROLL(16)
    for (int r = 0; r < group; ++r) sums[r] = hn::Zero(tag);
  }
  if (k < depth) {
    const Vector part = load_first(x + k, depth - k);
    HWY_UNROLL(16)
    for (int r = 0; r < group; ++r) sums[r] = hn::MulAdd(load_first(at[r] + k, depth - k), part, sums[r]);
  }
  add_across<group>(sums);
  return sums[0];
}

// out[r · out_stride] (+)= Σ_k matrix[r · row_stride + k] · x[k] for r in [0, rows).
inline void dots(const float* matrix, std::int64_t rows, std::int64_t row_stride, std::int64_t depth, const float* x,
                 float* out, std::int64_t out_stride, bool add) {
  for (; rows > 0; rows -= lanes, matrix += lanes * row_stride, out += lanes * out_stride) {
    const std::int64_t count = rows < lanes ? rows : lanes;
    Vector sums = count == lanes ? dots_of_group<true>(matrix, count, row_stride, depth, x)
                                 : dots_of_group<false>(matrix, count, row_stride, depth, x);
    if (out_stride == 1) {
      if (add) sums = hn::Add(sums, load_first(out, count));
      store_first(sums, out, count);
    } else {
      HWY_ALIGN float results[lanes];
      hn::Store(sums, tag, results);
      for (std::int64_t r = 0; r < count; ++r)
        out[r * out_stride] = add ? out[r * out_stride] + results[r] : results[r];
    }
  }
}

// As many dot products at a time as there are lanes, or a few more: they end up in one vector, or in few.
constexpr int block_x = lanes == 16 ? 4 : 2;
constexpr int block_rows = 4;

// out[r · out_row + i · out_x] (+)= Σ_k matrix[r · row_stride + k] · x[i · x_stride + k] for r in [0, rows) and i in
// [0, count). Short blocks repeat their last row.
inline void dots_of_several(const float* matrix, std::int64_t rows, std::int64_t row_stride, std::int64_t depth,
                            const float* x, std::int64_t x_stride, std::int64_t count, float* out, std::int64_t out_row,
                            std::int64_t out_x, bool add) {
  for (std::int64_t row = 0; row < rows; row += block_rows) {
    const float* at[block_rows];
    HWY_UNROLL(4)
    for (int r = 0; r < block_rows; ++r) at[r] = matrix + (row + r < rows ? row + r : rows - 1) * row_stride;
    for (std::int64_t first = 0; first < count; first += block_x) {
      const float* x_at[block_x];
      HWY_UNROLL(4)
      for (int i = 0; i < block_x; ++i) x_at[i] = x + (first + i < count ? first + i : count - 1) * x_stride;
      Vector sums[block_x * block_rows];
      HWY_UNROLL(16)
      for (int i = 0; i < block_x * block_rows; ++i) sums[i] = hn::Zero(tag);
      for (std::int64_t k = 0; k < depth; k += lanes) {
        Vector of_matrix[block_rows], of_x[block_x];
        if (depth - k >= lanes) {
          HWY_UNROLL(4)
          for (int r = 0; r < block_rows; ++r) of_matrix[r] = hn::LoadU(tag, at[r] + k);
          HWY_UNROLL(4)
          for (int i = 0; i < block_x; ++i) of_x[i] = hn::LoadU(tag, x_at[i] + k);
        } else {
          HWY_UNROLL(4)
          for (int r = 0; r < block_rows; ++r) of_matrix[r] = load_first(at[r] + k, depth - k);
          HWY_UNROLL(4)
          for (int i = 0; i < block_x; ++i) of_x[i] = load_first(x_at[i] + k, depth - k);
        }
        HWY_UNROLL(4)
        for (int i = 0; i < block_x; ++i) {
          HWY_UNROLL(4)
          for (int r = 0; r < block_rows; ++r)
            sums[i * block_rows + r] = hn::MulAdd(of_x[i], of_matrix[r], sums[i * block_rows + r]);
        }
      }
      HWY_ALIGN float results[block_x * block_rows];
      HWY_UNROLL(4)
      for (int i = 0; i < block_x * block_rows; i += lanes) {
        add_across<static_cast<int>(lanes)>(sums + i);
        hn::Store(sums[i], tag, results + i);
      }
      for (std::int64_t i = 0; i < block_x && first + i < count; ++i) {
        for (std::int64_t r = 0; r < block_rows && row + r < rows; ++r) {
          float& to = out[(row + r) * out_row + (first + i) * out_x];
          to = add ? to + results[i * block_rows + r] : results[i * block_rows + r];
        }
      }
    }
  }
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace ansatz::cpu
