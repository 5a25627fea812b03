// Products with a small k, where a row of C is a sum of few rows of B. Included by gemm.simd.cc alone.
#pragma once

#include "cpu/gemm_tile.h"

namespace ansatz::cpu {
namespace HWY_NAMESPACE {
namespace {

constexpr std::int64_t narrow_limit = 4;  // of k

template <int Depth, bool Add, int Vectors>
HWY_INLINE void narrow_rows(const float* a, std::int64_t a_row, std::int64_t a_column, const Vector (&b)[Depth][2],
                            float* c, std::int64_t c_row, std::int64_t rows, std::int64_t last_columns) {
  for (; rows > 0; --rows, a += a_row, c += c_row) {
    HWY_UNROLL(2)
    for (int v = 0; v < Vectors; ++v) {
      Vector sum = hn::Mul(hn::Set(tag, a[0]), b[0][v]);
      HWY_UNROLL(4)
      for (int k = 1; k < Depth; ++k) sum = hn::MulAdd(hn::Set(tag, a[k * a_column]), b[k][v], sum);
      float* to = c + v * lanes;
      if (v < Vectors - 1 || last_columns == lanes) {
        hn::StoreU(Add ? hn::Add(sum, hn::LoadU(tag, to)) : sum, tag, to);
      } else {
        store_first(Add ? hn::Add(sum, load_first(to, last_columns)) : sum, to, last_columns);
      }
    }
  }
}

// C[rows, columns] (+)= A[rows, Depth] · B[Depth, columns] for up to a panel of columns, with free strides of A and B.
template <int Depth, bool Add>
void narrow(const float* a, std::int64_t a_row, std::int64_t a_column, const float* b, std::int64_t b_row,
            std::int64_t b_column, float* c, std::int64_t c_row, std::int64_t rows, std::int64_t columns) {
  Vector rows_of_b[Depth][2];
  if (b_column == 1) {
    HWY_UNROLL(4)
    for (int k = 0; k < Depth; ++k) {
      const float* from = b + k * b_row;
      rows_of_b[k][0] = load_first(from, columns < lanes ? columns : lanes);
      rows_of_b[k][1] = columns > lanes ? load_first(from + lanes, columns - lanes) : hn::Zero(tag);
    }
  } else {
    HWY_ALIGN float copy[Depth][panel_columns];
    for (std::int64_t j = 0; j < columns; ++j) {
      HWY_UNROLL(4)
      for (int k = 0; k < Depth; ++k) copy[k][j] = b[k * b_row + j * b_column];
    }
    for (std::int64_t j = columns; j < panel_columns; ++j) {
      HWY_UNROLL(4)
      for (int k = 0; k < Depth; ++k) copy[k][j] = 0;
    }
    HWY_UNROLL(4)
    for (int k = 0; k < Depth; ++k) {
      rows_of_b[k][0] = hn::Load(tag, copy[k]);
      rows_of_b[k][1] = hn::Load(tag, copy[k] + lanes);
    }
  }
  if (columns > lanes) {
    narrow_rows<Depth, Add, 2>(a, a_row, a_column, rows_of_b, c, c_row, rows, columns - lanes);
  } else {
    narrow_rows<Depth, Add, 1>(a, a_row, a_column, rows_of_b, c, c_row, rows, columns);
  }
}

using NarrowFunction = void (*)(const float*, std::int64_t, std::int64_t, const float*, std::int64_t, std::int64_t,
                                float*, std::int64_t, std::int64_t, std::int64_t);
constexpr NarrowFunction narrow_functions[narrow_limit][2] = {{narrow<1, false>, narrow<1, true>},
                                                              {narrow<2, false>, narrow<2, true>},
                                                              {narrow<3, false>, narrow<3, true>},
                                                              {narrow<4, false>, narrow<4, true>}};

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace ansatz::cpu
