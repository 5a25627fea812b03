// The register tile: up to max_rows × 2 vectors of C stay in registers while k runs. Included by gemm.simd.cc alone.
#pragma once

#include <cstdint>

#include "cpu/simd.h"

namespace ansatz::cpu {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using Tag = hn::ScalableTag<float>;
using Vector = hn::Vec<Tag>;
constexpr Tag tag;
constexpr std::int64_t lanes = HWY_MAX_BYTES / sizeof(float);
constexpr std::int64_t panel_columns = 2 * lanes;
constexpr std::int64_t line_floats = 16;  // of a line of the cache

// 32 registers hold 24 accumulators, 16 hold 12. (Under a sanitizer these functions take minutes to compile; there
// smaller tiles of the same code do.)
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int max_rows = 4;
#elif HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_NEON
constexpr int max_rows = 12;
#else
constexpr int max_rows = 6;
#endif

// Loads and stores under a mask touch only the lanes they name on these sets; elsewhere through a copy.
#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX2
constexpr bool has_masks = true;
#else
constexpr bool has_masks = false;
#endif

// `count` floats in [1, lanes]; the other lanes are zero.
HWY_INLINE Vector load_first(const float* from, std::int64_t count) {
  if constexpr (has_masks) {
    return hn::MaskedLoad(hn::FirstN(tag, static_cast<std::size_t>(count)), tag, from);
  } else {
    if (count == lanes) return hn::LoadU(tag, from);
    HWY_ALIGN float copy[lanes] = {};
    for (std::int64_t i = 0; i < count; ++i) copy[i] = from[i];
    return hn::Load(tag, copy);
  }
}

HWY_INLINE void store_first(Vector value, float* to, std::int64_t count) {
  if constexpr (has_masks) {
    hn::BlendedStore(value, hn::FirstN(tag, static_cast<std::size_t>(count)), tag, to);
  } else {
    if (count == lanes) return hn::StoreU(value, tag, to);
    HWY_ALIGN float copy[lanes];
    hn::Store(value, tag, copy);
    for (std::int64_t i = 0; i < count; ++i) to[i] = copy[i];
  }
}

// Where a tile's operands lie. A is read by row (element (r, k) at a[r · a_stride + k]) or by depth (a[k · a_stride + r]),
// B as rows of the tile's columns (b[k · b_stride + column]).
struct Tile {
  std::int64_t depth;
  const float* a;
  std::int64_t a_stride;
  const float* b;
  std::int64_t b_stride;
  float* c;
  std::int64_t c_stride;
  std::int64_t columns;
  bool add;       // to what C holds
  bool prefetch;  // the rows of A below the tile's
};

template <int Rows, bool ByRow> struct RowsOfA {
  // Three rows share one pointer: base, base + stride and base + 2 · stride are one address each on x86.
  static constexpr int pointers = ByRow ? (Rows + 2) / 3 : 1;
  const float* at[pointers];
  std::int64_t stride;

  HWY_INLINE RowsOfA(const float* a, std::int64_t a_stride) : stride(a_stride) {
    HWY_UNROLL(8)
    for (int i = 0; i < pointers; ++i) at[i] = a + 3 * i * a_stride;
  }
  HWY_INLINE Vector get(int row) const { return hn::Set(tag, ByRow ? at[row / 3][(row % 3) * stride] : at[0][row]); }
  // The next tile's rows, as far as the line that this tile is reading, into the second cache.
  HWY_INLINE void prefetch_rows_below() const {
    HWY_UNROLL(16)
    for (int r = Rows; r < 2 * Rows; ++r) __builtin_prefetch(at[0] + r * stride, 0, 2);
  }
  HWY_INLINE void advance() {
    HWY_UNROLL(8)
    for (int i = 0; i < pointers; ++i) at[i] += ByRow ? 1 : stride;
  }
};

template <int Rows, int Vectors, bool ByRow, bool Partial>
HWY_INLINE void tile_step(Vector (&sum)[Rows][Vectors], const RowsOfA<Rows, ByRow>& a, const float* b,
                          std::int64_t last_columns) {
  Vector row_of_b[Vectors];
  HWY_UNROLL(2)
  for (int v = 0; v < Vectors; ++v) {
    if (Partial && has_masks && v == Vectors - 1) {
      row_of_b[v] = load_first(b + v * lanes, last_columns);
    } else {
      row_of_b[v] = hn::LoadU(tag, b + v * lanes);
    }
  }
  HWY_UNROLL(16)
  for (int r = 0; r < Rows; ++r) {
    const Vector element = a.get(r);
    HWY_UNROLL(2)
    for (int v = 0; v < Vectors; ++v) sum[r][v] = hn::MulAdd(element, row_of_b[v], sum[r][v]);
  }
}

template <int Rows, int Vectors, bool Partial, bool Add>
HWY_INLINE void store_tile(const Vector (&sum)[Rows][Vectors], float* c, std::int64_t c_stride,
                           std::int64_t last_columns) {
  HWY_UNROLL(16)
  for (int r = 0; r < Rows; ++r, c += c_stride) {
    HWY_UNROLL(2)
    for (int v = 0; v < Vectors; ++v) {
      float* to = c + v * lanes;
      if (Partial && v == Vectors - 1) {
        store_first(Add ? hn::Add(sum[r][v], load_first(to, last_columns)) : sum[r][v], to, last_columns);
      } else {
        hn::StoreU(Add ? hn::Add(sum[r][v], hn::LoadU(tag, to)) : sum[r][v], tag, to);
      }
    }
  }
}

// C[Rows, columns] (+)= A · B. Partial: the last vector has `columns` - (Vectors - 1) · lanes columns only; without
// masks B must be readable (as packed panels are) beyond them.
template <int Rows, int Vectors, bool ByRow, bool Partial> void tile(const Tile& t) {
  // With few accumulators the additions' latency would show, so steps of k take turns among several sets of them.
  constexpr int sets = Rows * Vectors >= 8 ? 1 : Rows * Vectors >= 4 ? 2 : 4;
  Vector sum[sets][Rows][Vectors];
  HWY_UNROLL(4)
  for (int s = 0; s < sets; ++s) {
    HWY_UNROLL(16)
    for (int r = 0; r < Rows; ++r) {
      HWY_UNROLL(2)
      for (int v = 0; v < Vectors; ++v) sum[s][r][v] = hn::Zero(tag);
    }
  }
  const std::int64_t last_columns = t.columns - (Vectors - 1) * lanes;
  RowsOfA<Rows, ByRow> a(t.a, t.a_stride);
  const float* b = t.b;
  const std::int64_t b_stride = t.b_stride;
  std::int64_t depth = t.depth;
  if constexpr (sets > 1) {
    for (; depth >= 4; depth -= 4) {
      HWY_UNROLL(4)
      for (int s = 0; s < 4; ++s) {
        tile_step<Rows, Vectors, ByRow, Partial>(sum[s % sets], a, b, last_columns);
        a.advance();
        b += b_stride;
      }
    }
  }
  if constexpr (ByRow && sets == 1) {
    for (; depth > line_floats; depth -= line_floats) {
      if (t.prefetch) a.prefetch_rows_below();
      HWY_UNROLL(1)
      for (std::int64_t k = 0; k < line_floats; ++k) {
        tile_step<Rows, Vectors, ByRow, Partial>(sum[0], a, b, last_columns);
        a.advance();
        b += b_stride;
      }
    }
  }
  for (; depth > 0; --depth) {
    tile_step<Rows, Vectors, ByRow, Partial>(sum[0], a, b, last_columns);
    a.advance();
    b += b_stride;
  }
  if constexpr (sets > 1) {
    HWY_UNROLL(16)
    for (int r = 0; r < Rows; ++r) {
      HWY_UNROLL(2)
      for (int v = 0; v < Vectors; ++v) {
        HWY_UNROLL(4)
        for (int s = 1; s < sets; ++s) sum[0][r][v] = hn::Add(sum[0][r][v], sum[s][r][v]);
      }
    }
  }
  if (t.add) {
    store_tile<Rows, Vectors, Partial, true>(sum[0], t.c, t.c_stride, last_columns);
  } else {
    store_tile<Rows, Vectors, Partial, false>(sum[0], t.c, t.c_stride, last_columns);
  }
}

using TileFunction = void (*)(const Tile&);

// by_columns: one vector, partly or fully used; two vectors, the second partly or fully used.
struct TileFunctions {
  TileFunction by_columns[4];
};

// by_rows[A by row][rows - 1]
struct TileTable {
  TileFunctions by_rows[2][max_rows] = {};

  constexpr TileTable() {
    fill<false, max_rows>();
    fill<true, max_rows>();
  }

 private:
  template <bool ByRow, int Rows> constexpr void fill() {
    by_rows[ByRow][Rows - 1] = {{tile<Rows, 1, ByRow, true>, tile<Rows, 1, ByRow, false>, tile<Rows, 2, ByRow, true>,
                                 tile<Rows, 2, ByRow, false>}};
    if constexpr (Rows > 1) fill<ByRow, Rows - 1>();
  }
};
constexpr TileTable tiles;

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace ansatz::cpu
