// Products with small k whose tiles go on into their chain in registers: C is never in memory. Included by gemm.simd.cc
// alone.
#pragma once

#include "cpu/chain_tile.h"
#include "cpu/gemm_tile.h"

namespace ansatz::cpu {
namespace HWY_NAMESPACE {
namespace {

constexpr std::int64_t handed_depth = 64;     // of k, at most: beyond, larger tiles pay
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

// Eight rows × one vector of A · B, and on into the chain; `row` says where each row of A begins. (Eight names instead
// of an array, which g++ would keep in memory.)
template <bool Partial>
HWY_INLINE void handed_tile(const Handed& h, const float* a, const std::int64_t (&row)[8], const float* b,
                            std::int64_t count, const ChainStage* stages, const ChainTile& tile, std::int64_t at_row,
                            std::int64_t at_column) {
  Vector v0 = hn::Zero(tag), v1 = v0, v2 = v0, v3 = v0, v4 = v0, v5 = v0, v6 = v0, v7 = v0;
  for (std::int64_t k = 0; k < h.depth; ++k, a += h.a_column, b += h.b_row) {
    const Vector of_b = Partial ? load_first(b, count) : hn::LoadU(tag, b);
    v0 = hn::MulAdd(hn::Set(tag, a[row[0]]), of_b, v0);
    v1 = hn::MulAdd(hn::Set(tag, a[row[1]]), of_b, v1);
    v2 = hn::MulAdd(hn::Set(tag, a[row[2]]), of_b, v2);
    v3 = hn::MulAdd(hn::Set(tag, a[row[3]]), of_b, v3);
    v4 = hn::MulAdd(hn::Set(tag, a[row[4]]), of_b, v4);
    v5 = hn::MulAdd(hn::Set(tag, a[row[5]]), of_b, v5);
    v6 = hn::MulAdd(hn::Set(tag, a[row[6]]), of_b, v6);
    v7 = hn::MulAdd(hn::Set(tag, a[row[7]]), of_b, v7);
  }
  reinterpret_cast<ChainFunction<Vector>>(stages->function)(stages, &tile, at_row, at_column, ANSATZ_PASS);
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
  std::int64_t rows[8];
  for (int i = 0; i < 8; ++i) rows[i] = i * h.a_row;
  for (std::int64_t column = 0; column < h.columns; column += lanes) {
    const std::int64_t panel = h.columns > h.b_columns ? column / h.b_columns : 0;
    const float* b = h.b + panel * h.b_panel + (column - panel * h.b_columns);
    const std::int64_t count = h.columns - column < lanes ? h.columns - column : lanes;
    const float* a = h.a;
    std::int64_t r = 0;
    if (count == lanes)
      for (; r + 8 <= h.rows; r += 8, a += 8 * h.a_row)
        handed_tile<false>(h, a, rows, b, count, stages, full, first + r, column);
    for (; r < h.rows; r += 8, a += 8 * h.a_row) {
      ChainTile tile = full;
      std::int64_t some_rows[8];  // behind the last, the last again
      for (std::int64_t i = 0; i < 8; ++i) {
        some_rows[i] = rows[r + i < h.rows ? i : h.rows - 1 - r];
        tile.count[i] = r + i < h.rows ? static_cast<int>(count) : 0;
      }
      handed_tile<true>(h, a, some_rows, b, count, masked, tile, first + r, column);
    }
  }
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace ansatz::cpu
