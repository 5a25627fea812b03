// Products with small k whose tiles go on into their chain in registers: C is never in memory. Included by gemm.simd.cc
// alone.
#pragma once

#include "cpu/chain_tile.h"
#include "cpu/gemm_tile.h"

namespace ansatz::cpu {
namespace HWY_NAMESPACE {
namespace {

constexpr std::int64_t handed_depth = 64;    // of k, at most: beyond, larger tiles pay
constexpr std::int64_t handed_floats = 4096;  // of B, at most: it is read once for eight rows

// Where the operands of a part lie: element (r, k) of A at a[r · a_row + k · a_column], B in rows of whole vectors (or
// read under a mask), column j at b[j / b_columns · b_panel + j % b_columns + k · b_row].
struct Handed {
  const float* a;
  std::int64_t a_row, a_column;
  const float* b;
  std::int64_t b_row, b_columns, b_panel;
  std::int64_t depth, rows, columns;
};

// Eight rows × one vector of A · B; `row` says where each row of A begins (behind the last, the last again).
template <bool Partial>
HWY_INLINE void handed_tile(const Handed& h, const float* a, const std::int64_t (&row)[8], const float* b,
                            std::int64_t count, Vector (&sum)[8]) {
  HWY_UNROLL(8)
  for (int r = 0; r < 8; ++r) sum[r] = hn::Zero(tag);
  for (std::int64_t k = 0; k < h.depth; ++k, a += h.a_column, b += h.b_row) {
    const Vector of_b = Partial ? load_first(b, count) : hn::LoadU(tag, b);
    HWY_UNROLL(8)
    for (int r = 0; r < 8; ++r) sum[r] = hn::MulAdd(hn::Set(tag, a[row[r]]), of_b, sum[r]);
  }
}

// Runs the chain over the rows [first, first + h.rows) of C.
inline void hand_over(const Handed& h, std::int64_t first, const Chain& chain) {
  HWY_ALIGN float slots[plan::max_chain_slots * 8 * lanes];
  ChainTile full;
  full.slots = slots;
  full.row_step = 1;
  full.column_step = 0;
  for (int& count : full.count) count = static_cast<int>(lanes);
  const ChainStage *stages = chain.stages.data(), *masked = chain.masked_stages.data();
  for (std::int64_t column = 0; column < h.columns; column += lanes) {
    const float* b = h.b + column / h.b_columns * h.b_panel + column % h.b_columns;
    const std::int64_t count = h.columns - column < lanes ? h.columns - column : lanes;
    for (std::int64_t r = 0; r < h.rows; r += 8) {
      const float* a = h.a + r * h.a_row;
      const std::int64_t left = h.rows - r;
      std::int64_t row[8];
      HWY_UNROLL(8)
      for (int i = 0; i < 8; ++i) row[i] = (i < left ? i : left - 1) * h.a_row;
      Vector v[8];
      if (count == lanes) {
        handed_tile<false>(h, a, row, b, count, v);
      } else {
        handed_tile<true>(h, a, row, b, count, v);
      }
      if (count == lanes && left >= 8) {
        reinterpret_cast<ChainFunction<Vector>>(stages->function)(stages, &full, first + r, column, v[0], v[1], v[2],
                                                                  v[3], v[4], v[5], v[6], v[7]);
      } else {
        ChainTile tile = full;
        for (int i = 0; i < 8; ++i) tile.count[i] = i < left ? static_cast<int>(count) : 0;
        reinterpret_cast<ChainFunction<Vector>>(masked->function)(masked, &tile, first + r, column, v[0], v[1], v[2],
                                                                  v[3], v[4], v[5], v[6], v[7]);
      }
    }
  }
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace ansatz::cpu
