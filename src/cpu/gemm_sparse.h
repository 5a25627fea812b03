// C = A · B where most of A is zero: behind a ReLU, dropout or a mask, and in pictures. Each row of A becomes a list of
// its numbers that are not zero and of the rows of B that they multiply; the rest is never touched. Whether that pays is
// seen from a sample of A when the product runs. Every element of C is summed along k in order, as in a tile, and a row
// of B that holds an infinity or a NaN is never skipped, so zeros that are left out change no result.
// Included by gemm.simd.cc alone.
#pragma once

#include "cpu/gemm_pack.h"

namespace ansatz::cpu {
namespace HWY_NAMESPACE {
namespace {

// A row of C under way, `sparse_vectors` wide at most, stays in registers while it meets `sparse_depth` rows of B at
// most, which stay in the first cache (24 to 32 KB). Of 4 to 24 vectors and depths of 16 to 196 this was best, on Zen 4.
#if HWY_TARGET == HWY_AVX3
constexpr int sparse_vectors = 8;
#else
constexpr int sparse_vectors = 12;
#endif
constexpr bool sparse_pays = HWY_TARGET != HWY_EMU128;  // where compilers see no vectors, lists are slow
constexpr std::int64_t sparse_depth = 64;
constexpr std::int64_t sparse_rows = 128;     // of a part, at most: their lists stay in the second cache
constexpr std::int64_t sparse_sample = 1024;  // numbers of A that are looked at
// Of them not zero: with more, tiles are faster, or share a cache's lines less between threads.
constexpr std::int64_t sparse_limit = sparse_sample * (HWY_TARGET == HWY_AVX3 ? 7 : 9) / 16;

// Whether A is sparse enough, judged from a sample that is spread evenly over its `lines` of `length` >= lanes
// contiguous numbers. The same numbers give the same answer, whoever asks.
inline bool is_sparse(const float* a, std::int64_t lines, std::int64_t length, std::int64_t stride) {
  const Vector zero = hn::Zero(tag);
  std::uint32_t line = 0, place = 0;
  std::size_t found = 0;
  for (std::int64_t i = 0; i < sparse_sample / lanes; ++i) {
    line += 3242174889u;   // 2³² / g and 2³² / g², where g³ = g + 1: multiples that spread evenly over a square
    place += 2447445414u;  // (Roberts 2018, "The unreasonable effectiveness of quasirandom sequences", R₂)
    const auto row = static_cast<std::int64_t>(line * static_cast<std::uint64_t>(lines) >> 32);
    const auto column = static_cast<std::int64_t>(place * static_cast<std::uint64_t>(length - lanes + 1) >> 32);
    found += hn::CountTrue(tag, hn::Ne(hn::LoadU(tag, a + row * stride + column), zero));
  }
  return static_cast<std::int64_t>(found) <= sparse_limit;
}

using Integers = hn::Vec<hn::RebindToSigned<Tag>>;

// Moves the lanes of x and y that the mask names to the front and answers how many there are; the lanes behind them are
// of no account.
#if HWY_TARGET == HWY_AVX3
HWY_INLINE std::size_t compress(Vector& x, Integers& y, hn::Mask<Tag> mask) {
  x = hn::Compress(x, mask);
  y = hn::Compress(y, hn::RebindMask(hn::RebindToSigned<Tag>(), mask));
  return hn::CountTrue(tag, mask);
}
#else
// By a table of our own: g++ 12 copies Highway's to the stack for every vector.
struct LanesOfMask {
  std::uint8_t lane[1 << lanes][8] = {};
  std::uint8_t count[1 << lanes] = {};
  constexpr LanesOfMask() {
    for (int mask = 0; mask < 1 << lanes; ++mask)
      for (int i = 0; i < lanes; ++i)
        if (mask >> i & 1) lane[mask][count[mask]++] = static_cast<std::uint8_t>(i);
  }
};
constexpr LanesOfMask lanes_of_mask;

HWY_INLINE std::size_t compress(Vector& x, Integers& y, hn::Mask<Tag> mask) {
  const hn::RebindToSigned<Tag> integers;
  std::uint8_t bits[8];
  hn::StoreMaskBits(tag, mask, bits);
  const auto from = hn::PromoteTo(integers, hn::LoadU(hn::Rebind<std::uint8_t, Tag>(), lanes_of_mask.lane[bits[0]]));
  x = hn::TableLookupLanes(x, hn::IndicesFromVec(tag, from));
  y = hn::TableLookupLanes(y, hn::IndicesFromVec(integers, from));
  return lanes_of_mask.count[bits[0]];
}
#endif

// The lists of some rows of A, each with room for sparse_depth entries and the vector that is written over its end.
struct SparseRows {
  static constexpr std::int64_t room = sparse_depth + lanes;
  HWY_ALIGN float values[sparse_rows * room];
  HWY_ALIGN std::int32_t offsets[sparse_rows * room];  // in floats, of a row in the packed block of B
  std::int32_t counts[sparse_rows];
};

// Lists `rows` rows of A, `depth` numbers each.
inline void list_rows(const float* a, std::int64_t stride, std::int64_t rows, std::int64_t depth, std::int64_t b_stride,
                      SparseRows& to) {
  const hn::RebindToSigned<Tag> integers;
  const auto first = hn::Mul(hn::Iota(integers, 0), hn::Set(integers, static_cast<std::int32_t>(b_stride)));
  const auto step = hn::Set(integers, static_cast<std::int32_t>(lanes * b_stride));
  for (std::int64_t r = 0; r < rows; ++r, a += stride) {
    float* values = to.values + r * SparseRows::room;
    std::int32_t* offsets = to.offsets + r * SparseRows::room;
    auto offset = first;
    std::size_t count = 0;
    for (std::int64_t k = 0; k < depth; k += lanes) {
      __builtin_prefetch(a + k + depth, 0, 2);  // the next block of depth
      Vector number = depth - k >= lanes ? hn::LoadU(tag, a + k) : load_first(a + k, depth - k);
      auto place = offset;
      const std::size_t found = compress(number, place, hn::Ne(number, hn::Zero(tag)));
      hn::StoreU(number, tag, values + count);
      hn::StoreU(place, integers, offsets + count);
      count += found;
      offset = hn::Add(offset, step);
    }
    to.counts[r] = static_cast<std::int32_t>(count);
  }
}

// All numbers, zeros too: for a block of B that is not finite.
inline void list_all(const float* a, std::int64_t stride, std::int64_t rows, std::int64_t depth, std::int64_t b_stride,
                     SparseRows& to) {
  for (std::int64_t r = 0; r < rows; ++r, a += stride) {
    to.counts[r] = static_cast<std::int32_t>(depth);
    for (std::int64_t k = 0; k < depth; ++k) {
      to.values[r * SparseRows::room + k] = a[k];
      to.offsets[r * SparseRows::room + k] = static_cast<std::int32_t>(k * b_stride);
    }
  }
}

// The rows [k, k + depth) of A's transpose as rows: to[i · to_stride + k] = from[k · stride + i].
inline void transpose_rows(const float* from, std::int64_t stride, std::int64_t rows, std::int64_t depth, float* to,
                           std::int64_t to_stride) {
  std::int64_t k = 0;
  for (; k + lanes <= depth; k += lanes) {
    std::int64_t i = 0;
    for (; i + 4 <= rows; i += 4) transpose_four(from + k * stride + i, stride, to + i * to_stride + k, to_stride);
    for (; i < rows; ++i)
      for (std::int64_t l = k; l < k + lanes; ++l) to[i * to_stride + l] = from[l * stride + i];
  }
  for (; k < depth; ++k)
    for (std::int64_t i = 0; i < rows; ++i) to[i * to_stride + k] = from[k * stride + i];
}

// Packs `depth` rows of B, `columns` of them, filled up with zeros to whole vectors; says whether all are finite.
inline bool pack_rows(const float* b, std::int64_t b_row, std::int64_t b_column, std::int64_t depth,
                      std::int64_t columns, float* to, std::int64_t to_stride) {
  if (b_column == 1) {
    for (std::int64_t k = 0; k < depth; ++k)
      for (std::int64_t j = 0; j < columns; j += lanes)
        hn::Store(columns - j >= lanes ? hn::LoadU(tag, b + k * b_row + j) : load_first(b + k * b_row + j, columns - j),
                  tag, to + k * to_stride + j);
  } else {
    transpose_rows(b, b_column, depth, columns, to, to_stride);
    for (std::int64_t k = 0; k < depth; ++k)
      for (std::int64_t j = columns; j % lanes != 0; ++j) to[k * to_stride + j] = 0;
  }
  // Sums of 0 · b are NaN where b is not finite; four of them, since each addition waits for the one before.
  Vector sum0 = hn::Zero(tag), sum1 = sum0, sum2 = sum0, sum3 = sum0;
  std::int64_t k = 0;
  for (; k + 4 <= depth; k += 4) {
    const float* at = to + k * to_stride;
    for (std::int64_t j = 0; j < columns; j += lanes, at += lanes) {
      sum0 = hn::MulAdd(hn::Load(tag, at), hn::Zero(tag), sum0);
      sum1 = hn::MulAdd(hn::Load(tag, at + to_stride), hn::Zero(tag), sum1);
      sum2 = hn::MulAdd(hn::Load(tag, at + 2 * to_stride), hn::Zero(tag), sum2);
      sum3 = hn::MulAdd(hn::Load(tag, at + 3 * to_stride), hn::Zero(tag), sum3);
    }
  }
  for (; k < depth; ++k)
    for (std::int64_t j = 0; j < columns; j += lanes)
      sum0 = hn::MulAdd(hn::Load(tag, to + k * to_stride + j), hn::Zero(tag), sum0);
  const Vector sum = hn::Add(hn::Add(sum0, sum1), hn::Add(sum2, sum3));
  return hn::AllTrue(tag, hn::Eq(sum, sum));
}

// Rows [first, last) of C, `Vectors` wide, the last vector with `last_columns` columns.
template <int Vectors>
void sum_rows(const SparseRows& a, std::int64_t first, std::int64_t last, const float* b, float* c,
              std::int64_t c_stride, std::int64_t last_columns, bool add) {
  constexpr int whole = Vectors - 1;
  for (std::int64_t r = first; r < last; ++r, c += c_stride) {
    Vector sum[Vectors];
    HWY_UNROLL(16)
    for (int v = 0; v < whole; ++v) sum[v] = add ? hn::LoadU(tag, c + v * lanes) : hn::Zero(tag);
    sum[whole] = add ? load_first(c + whole * lanes, last_columns) : hn::Zero(tag);
    const float* values = a.values + r * SparseRows::room;
    const std::int32_t* offsets = a.offsets + r * SparseRows::room;
    const std::int32_t count = a.counts[r];
    HWY_UNROLL(1)
    for (std::int32_t i = 0; i < count; ++i) {
      const Vector x = hn::Set(tag, values[i]);
      const float* row_of_b = b + offsets[i];
      HWY_UNROLL(16)
      for (int v = 0; v < Vectors; ++v) sum[v] = hn::MulAdd(x, hn::Load(tag, row_of_b + v * lanes), sum[v]);
    }
    HWY_UNROLL(16)
    for (int v = 0; v < whole; ++v) hn::StoreU(sum[v], tag, c + v * lanes);
    store_first(sum[whole], c + whole * lanes, last_columns);
  }
}

using SumRows = void (*)(const SparseRows&, std::int64_t, std::int64_t, const float*, float*, std::int64_t,
                         std::int64_t, bool);

struct SumRowsTable {
  SumRows by_vectors[sparse_vectors] = {};

  constexpr SumRowsTable() { fill<sparse_vectors>(); }

 private:
  template <int Vectors> constexpr void fill() {
    by_vectors[Vectors - 1] = sum_rows<Vectors>;
    if constexpr (Vectors > 1) fill<Vectors - 1>();
  }
};
constexpr SumRowsTable sum_rows_functions;

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace ansatz::cpu
