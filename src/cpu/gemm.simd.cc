// The kernels behind gemm.h. Tiles of max_rows × panel_columns of C stay in registers while k runs over a block of
// depth; B is copied into panels that a tile reads straight through, unless it can be read as it is; A is read where it
// lies, unless its stride makes rows compete for the same lines of the cache.
#include "cpu/gemm_dots.h"
#include "cpu/gemm_handed.h"
#include "cpu/gemm_kernels.h"
#include "cpu/gemm_narrow.h"
#include "cpu/gemm_pack.h"
#include "cpu/gemm_sparse.h"
#include "cpu/gemm_tile.h"
#include "cpu/simd.h"

namespace ansatz::cpu {
namespace HWY_NAMESPACE {
namespace {

using Int = std::int64_t;

constexpr Int row_limit = 144;             // rows of a part: 144 × 384 of A stay in the second cache
constexpr Int slab_floats = Int{2} << 20;  // of B, packed for all parts in one go
constexpr Int own_limit = Int{1} << 20;    // floats of A that every part may read while it packs its own columns of B
constexpr Int a_near = Int{128} << 10;     // floats of A that the second cache keeps from part to part
constexpr Int near_columns = 32;           // that make passing over such an A worth while
constexpr Int far_columns = 128;           // or over a larger one
constexpr Int own_rows = 256;              // that make packing some columns of B once more worth while
constexpr Int own_b_limit = Int{1} << 17;  // floats of B that a part packs, at most
constexpr Int part_work = Int{1} << 18;    // multiply-adds that are worth a part
constexpr Int part_limit = 16;             // parts that are enough for a good balance
constexpr Int b_near = Int{128} << 10;     // floats of B that the second cache keeps from part to part
constexpr Int far_rows = 64;               // that make passing over a larger B worth while
constexpr Int pack_work = Int{1} << 14;    // elements of B that are worth a part of packing
// Rows of A (k / 8 at most) for which packing a transposed B costs more than slower dot products.
constexpr Int dots_limit = lanes == 16 ? 48 : 6;
constexpr Int a_stride_limit = 1024;   // rows of A at multiples of it compete for the same lines of the first cache
constexpr Int epilogue_floats = 4096;  // of C between calls of the epilogue: a part of the first cache
constexpr Int sparse_work = Int{1} << 20;  // multiply-adds that are worth a look at A's zeros
constexpr Int sparse_parts = 4;            // that are enough; more repeat the listing of A's rows
constexpr Int prefetch_floats = Int{1} << 14;  // of A, beyond which the next rows are fetched ahead
#if HWY_TARGET == HWY_AVX3
// A tile of 12 × 32 reads B slowly enough to take it from the second cache, where it need not be packed either.
constexpr Int depth_limit = 512;             // of k at a time: 12 × 512 of A stay in the first cache
constexpr Int group_floats = Int{96} << 10;  // of B that a row of tiles passes over
constexpr Int b_as_it_is = Int{256} << 10;   // floats of B that are not worth a copy
constexpr Int b_stride_limit = 512;          // except where rows at multiples of this compete for the same lines
#else
// Smaller tiles want their panel of B in the first cache.
constexpr Int depth_limit = 384;
constexpr Int group_floats = Int{6} << 10;
constexpr Int b_as_it_is = Int{4} << 10;
constexpr Int b_stride_limit = 512;
#endif

Int divide_up(Int a, Int b) { return (a + b - 1) / b; }
Int round_up(Int a, Int b) { return divide_up(a, b) * b; }
Int smaller(Int a, Int b) { return a < b ? a : b; }
Int larger(Int a, Int b) { return a > b ? a : b; }

using Split = GemmPlan::Split;
using Pack = GemmPlan::Pack;

Split split(Int size, Int parts) { return {parts, size / parts, size % parts}; }
Int start_of(const Split& s, Int i) { return i * s.length + smaller(i, s.longer); }
Int longest(const Split& s) { return s.length + (s.longer > 0 ? 1 : 0); }

// C's columns are dot products of A's rows: n is small, and both operands lie along k.
void part_of_dots_of_a(const GemmCall& call, int, int part, int) {
  const GemmPlan& plan = *call.plan;
  const GemmProblem& p = plan.problem;
  const Int begin = start_of(plan.rows, part), end = start_of(plan.rows, part + 1);
  const float* a = call.a + begin * p.a_row;
  float* c = call.c + begin * p.c_row;
  if (p.n == 1) {
    dots(a, end - begin, p.a_row, p.k, call.b, c, p.c_row, p.accumulate);
  } else {
    dots_of_several(a, end - begin, p.a_row, p.k, call.b, p.b_column, p.n, c, p.c_row, 1, p.accumulate);
  }
  if (call.epilogue != nullptr) call.epilogue(call.epilogue_context, begin, end, 0, p.n);
}

// C's rows are dot products of B's columns: m is small, and both operands lie along k.
void part_of_dots_of_b(const GemmCall& call, int, int part, int) {
  const GemmPlan& plan = *call.plan;
  const GemmProblem& p = plan.problem;
  const Int begin = start_of(plan.rows, part), end = start_of(plan.rows, part + 1);
  const float* b = call.b + begin * p.b_column;
  float* c = call.c + begin;
  if (p.m == 1) {
    dots(b, end - begin, p.b_column, p.k, call.a, c, 1, p.accumulate);
  } else {
    dots_of_several(b, end - begin, p.b_column, p.k, call.a, p.a_row, p.m, c, 1, p.c_row, p.accumulate);
  }
  if (call.epilogue != nullptr) call.epilogue(call.epilogue_context, 0, p.m, begin, end);
}

// k is small: a row of C is a sum of few rows of B, which stay in registers.
void part_of_narrow(const GemmCall& call, int, int part, int) {
  const GemmPlan& plan = *call.plan;
  const GemmProblem& p = plan.problem;
  const Int begin = start_of(plan.rows, part), end = start_of(plan.rows, part + 1);
  const auto function = narrow_functions[p.k - 1][p.accumulate];
  for (Int row = begin; row < end; row += plan.epilogue_rows) {
    const Int row_end = smaller(row + plan.epilogue_rows, end);
    for (Int column = 0; column < p.n; column += panel_columns)
      function(call.a + row * p.a_row, p.a_row, p.a_column, call.b + column * p.b_column, p.b_row, p.b_column,
               call.c + row * p.c_row + column, p.c_row, row_end - row, smaller(panel_columns, p.n - column));
    if (call.epilogue != nullptr) call.epilogue(call.epilogue_context, row, row_end, 0, p.n);
  }
}

struct Depth {
  Int begin, size;
};

Depth depth_of(const GemmPlan& plan, Int block) {
  const Int begin = block * plan.depth_block;
  return {begin, smaller(plan.depth_block, plan.problem.k - begin)};
}

// Packs the panels [first, last) of a slab of B for one block of depth, from `to` on.
void pack_panels(const GemmProblem& p, const float* slab, Int slab_columns, Depth depth, Int first, Int last,
                 float* to) {
  const Int begin = first * panel_columns, columns = smaller(last * panel_columns, slab_columns) - begin;
  const float* from = slab + depth.begin * p.b_row + begin * p.b_column;
  if (p.b_column == 1) {
    for (Int k = 0; k < depth.size; ++k)
      pack_row(from + k * p.b_row, columns, to + k * panel_columns, depth.size * panel_columns);
  } else {
    for (Int column = 0; column < columns; column += panel_columns)
      pack_transposed(from + column * p.b_column, p.b_row, p.b_column, depth.size,
                      smaller(panel_columns, columns - column), to + column * depth.size);
  }
}

// k is small, and a chain takes the tiles over.
void part_of_handed(const GemmCall& call, int, int part, int worker) {
  const GemmPlan& plan = *call.plan;
  const GemmProblem& p = plan.problem;
  const Int begin = start_of(plan.rows, part), end = start_of(plan.rows, part + 1);
  Handed h{call.a + begin * p.a_row, p.a_row, p.a_column, call.b, p.b_row, p.n, 0, p.k, end - begin, p.n};
  if (plan.pack_b == Pack::own) {
    auto* own = reinterpret_cast<float*>(call.workspace + worker * plan.worker_bytes);
    pack_panels(p, call.b, p.n, {0, p.k}, 0, divide_up(p.n, panel_columns), own);
    h.b = own;
    h.b_row = panel_columns;
    h.b_columns = panel_columns;
    h.b_panel = p.k * panel_columns;
  }
  hand_over(h, begin, *call.chain);
}

// Packs a part of a slab for everyone: some of its panels or, where B's rows are contiguous, of its rows.
void part_of_packing(const GemmPlan& plan, const float* b, float* packed, Int slab, Int part) {
  const GemmProblem& p = plan.problem;
  const Int slab_begin = slab * plan.slab, slab_columns = smaller(plan.slab, p.n - slab_begin);
  const Int panels = divide_up(slab_columns, panel_columns);
  const float* from = b + slab_begin * p.b_column;
  if (p.b_column == 1) {
    const Int end = smaller((part + 1) * plan.pack_step, p.k);
    for (Int k = part * plan.pack_step; k < end; ++k) {
      const Depth depth = depth_of(plan, k / plan.depth_block);
      pack_row(from + k * p.b_row, slab_columns, packed + (depth.begin * panels + (k - depth.begin)) * panel_columns,
               depth.size * panel_columns);
    }
  } else {
    const Int first = part * plan.pack_step, last = smaller(first + plan.pack_step, panels);
    for (Int block = 0; block < plan.depth_blocks && first < last; ++block) {
      const Depth depth = depth_of(plan, block);
      pack_panels(p, from, slab_columns, depth, first, last,
                  packed + (depth.begin * panels + first * depth.size) * panel_columns);
    }
  }
}

// A tile of Cᵀ, computed beside and then written to C.
HWY_NOINLINE void tile_transposed(TileFunction function, const Tile& tile, Int rows, float* c) {
  HWY_ALIGN float result[max_rows * panel_columns];
  Tile t = tile;
  t.c = result;
  t.c_stride = panel_columns;
  t.add = false;
  function(t);
  for (Int r = 0; r < rows; ++r) {
    const float* from = result + r * panel_columns;
    float* to = c + r;
    for (Int j = 0; j < t.columns; ++j, to += tile.c_stride) *to = tile.add ? *to + from[j] : from[j];
  }
}

// Where one row of tiles reads and writes.
struct TileRow {
  const float* a;
  const float* b;  // the group's first panel
  Int b_step;      // from panel to panel
  float* c;        // the group's first column
  Int columns;     // of the group
};

HWY_INLINE void row_of_tiles(const GemmPlan& plan, const TileRow& r, Int rows, bool prefetch, Tile& t) {
  const TileFunctions& functions = tiles.by_rows[plan.problem.a_column == 1][rows - 1];
  t.a = r.a;
  t.b = r.b;
  t.prefetch = prefetch;
  float* c = r.c;
  for (Int left = r.columns; left > 0; left -= panel_columns) {
    t.columns = smaller(panel_columns, left);
    const TileFunction function = functions.by_columns[(t.columns > lanes ? 2 : 0) + (t.columns % lanes == 0 ? 1 : 0)];
    if (plan.swapped) {
      tile_transposed(function, t, rows, c);
      c += panel_columns * t.c_stride;
    } else {
      t.c = c;
      function(t);
      c += panel_columns;
    }
    t.b += r.b_step;
    t.prefetch = false;
  }
}

// Computes one cell of the grid of row blocks and panels. Loops, from the outside: blocks of depth, blocks of rows,
// groups of panels, rows of tiles.
void part_of_product(const GemmCall& call, const float* a, const float* b, Int slab, int part, int worker) {
  const GemmPlan& plan = *call.plan;
  const GemmProblem& p = plan.problem;
  const bool by_row = p.a_column == 1;
  const Int slab_begin = slab * plan.slab, slab_columns = smaller(plan.slab, p.n - slab_begin);
  const Int panels = divide_up(slab_columns, panel_columns);
  int row_part = part, column_part = 0;
  if (plan.panels.parts > 1) {
    row_part = part % static_cast<int>(plan.rows.parts);
    column_part = part / static_cast<int>(plan.rows.parts);
  }
  const Int part_begin = start_of(plan.rows, row_part), part_end = start_of(plan.rows, row_part + 1);
  const Int first_panel = smaller(start_of(plan.panels, column_part), panels);
  const Int last_panel = smaller(start_of(plan.panels, column_part + 1), panels);
  if (first_panel == last_panel) return;

  auto* shared = reinterpret_cast<float*>(call.workspace);
  auto* own = reinterpret_cast<float*>(call.workspace + plan.shared_bytes + worker * plan.worker_bytes);
  float* packed_a = own + plan.own_b;
  Tile t;
  t.a_stride = by_row ? p.a_row : p.a_column;
  t.b_stride = plan.pack_b == Pack::no ? p.b_row : panel_columns;
  t.c_stride = p.c_row;
  TileRow r;

  for (Int block = 0; block < plan.depth_blocks; ++block) {
    const Depth depth = depth_of(plan, block);
    t.depth = depth.size;
    t.add = p.accumulate || block > 0;
    const float* first_b;  // the first panel of the part
    r.b_step = depth.size * panel_columns;
    if (plan.pack_b == Pack::shared) {
      first_b = shared + (depth.begin * panels + first_panel * depth.size) * panel_columns;
    } else if (plan.pack_b == Pack::own) {
      pack_panels(p, b, slab_columns, depth, first_panel, last_panel, own);
      first_b = own;
    } else {
      first_b = b + depth.begin * p.b_row + first_panel * panel_columns;
      r.b_step = panel_columns;
    }
    const bool epilogue = block == plan.depth_blocks - 1 && call.epilogue != nullptr;

    for (Int row_begin = part_begin; row_begin < part_end; row_begin += plan.row_step) {
      const Int rows = smaller(plan.row_step, part_end - row_begin);
      const Int tiles_down = divide_up(rows, max_rows);
      const Int tile_rows = static_cast<std::uint32_t>(rows) / static_cast<std::uint32_t>(tiles_down);
      const Int taller_tiles = rows - tile_rows * tiles_down;
      const float* block_of_a = a + row_begin * p.a_row + depth.begin * p.a_column;
      if (plan.pack_a) {
        copy_rows(block_of_a, by_row ? p.a_row : p.a_column, by_row ? rows : depth.size, by_row ? depth.size : rows,
                  packed_a, plan.a_stride);
        block_of_a = packed_a;
        t.a_stride = plan.a_stride;
      }
      for (Int group = first_panel; group < last_panel; group += plan.group) {
        const Int begin = slab_begin + group * panel_columns;
        const Int end = smaller(p.n, slab_begin + smaller(group + plan.group, last_panel) * panel_columns);
        r.b = first_b + (group - first_panel) * r.b_step;
        r.columns = end - begin;
        Int row = row_begin, finished = row_begin;  // rows whose epilogue has been called
        for (Int i = 0; i < tiles_down; ++i) {
          const Int count = tile_rows + (i < taller_tiles ? 1 : 0);
          r.a = block_of_a + (row - row_begin) * (by_row ? t.a_stride : 1);
          r.c = plan.swapped ? call.c + begin * p.c_row + row : call.c + row * p.c_row + begin;
          row_of_tiles(plan, r, count, plan.prefetch_a && group == first_panel, t);
          row += count;
          if (epilogue && (row - finished >= plan.epilogue_rows || i == tiles_down - 1)) {
            if (plan.swapped) {
              call.epilogue(call.epilogue_context, begin, end, finished, row);
            } else {
              call.epilogue(call.epilogue_context, finished, row, begin, end);
            }
            finished = row;
          }
        }
      }
    }
  }
}

// A small product: one part, and nothing to pack.
void part_of_few_tiles(const GemmCall& call, int, int, int) {
  const GemmPlan& plan = *call.plan;
  const GemmProblem& p = plan.problem;
  Tile t;
  t.depth = p.k;
  t.a_stride = p.a_column == 1 ? p.a_row : p.a_column;
  t.b_stride = p.b_row;
  t.c_stride = p.c_row;
  t.add = p.accumulate;
  TileRow r{plan.swapped ? call.b : call.a, plan.swapped ? call.a : call.b, panel_columns, call.c, p.n};
  for (Int i = 0; i < plan.few_tiles.parts; ++i) {
    const Int rows = plan.few_tiles.length + (i < plan.few_tiles.longer ? 1 : 0);
    row_of_tiles(plan, r, rows, false, t);
    r.a += rows * p.a_row;
    r.c += plan.swapped ? rows : rows * p.c_row;
  }
  if (call.epilogue == nullptr) return;
  if (plan.swapped) {
    call.epilogue(call.epilogue_context, 0, p.n, 0, p.m);
  } else {
    call.epilogue(call.epilogue_context, 0, p.m, 0, p.n);
  }
}

// What a part of a sparse product works on.
struct SparseScratch {
  SparseRows rows;
  HWY_ALIGN float a[sparse_rows * (sparse_depth + line_floats)];
  HWY_ALIGN float b[sparse_depth * sparse_vectors * lanes];
};

bool is_sparse(const GemmCall& call) {
  const GemmProblem& p = call.plan->problem;
  return p.a_column == 1 ? is_sparse(call.a, p.m, p.k, p.a_row) : is_sparse(call.a, p.k, p.m, p.a_column);
}

// Computes one cell of the grid of rows and groups of blocks of columns. Loops, from the outside: blocks of depth,
// blocks of columns, rows.
void part_of_sparse(const GemmCall& call, Int part, int worker) {
  const GemmPlan& plan = *call.plan;
  const GemmProblem& p = plan.problem;
  const Int row_part = part / plan.sparse_groups.parts, group = part % plan.sparse_groups.parts;
  const Int row_begin = start_of(plan.sparse_rows, row_part);
  const Int rows = start_of(plan.sparse_rows, row_part + 1) - row_begin;
  auto& scratch = *reinterpret_cast<SparseScratch*>(call.workspace + plan.shared_bytes + worker * plan.worker_bytes);
  const Int b_stride = longest(plan.sparse_blocks) * lanes;

  for (Int d = 0; d < plan.sparse_depths.parts; ++d) {
    const Int k = start_of(plan.sparse_depths, d), depth = start_of(plan.sparse_depths, d + 1) - k;
    const bool add = p.accumulate || d > 0, epilogue = d == plan.sparse_depths.parts - 1 && call.epilogue != nullptr;
    const float* a = call.a + row_begin * p.a_row + k * p.a_column;
    Int a_stride = p.a_row;
    if (p.a_column != 1) {
      a_stride = sparse_depth + line_floats;
      transpose_rows(a, p.a_column, rows, depth, scratch.a, a_stride);
      a = scratch.a;
    }
    list_rows(a, a_stride, rows, depth, b_stride, scratch.rows);
    bool skips = true;  // the lists leave zeros out
    for (Int block = start_of(plan.sparse_groups, group); block < start_of(plan.sparse_groups, group + 1); ++block) {
      const Int vectors = start_of(plan.sparse_blocks, block + 1) - start_of(plan.sparse_blocks, block);
      const Int begin = start_of(plan.sparse_blocks, block) * lanes, end = smaller(begin + vectors * lanes, p.n);
      const bool finite = pack_rows(call.b + k * p.b_row + begin * p.b_column, p.b_row, p.b_column, depth, end - begin,
                                    scratch.b, b_stride);
      if (finite != skips) {
        (finite ? list_rows : list_all)(a, a_stride, rows, depth, b_stride, scratch.rows);
        skips = finite;
      }
      for (Int row = 0; row < rows; row += plan.epilogue_rows) {
        const Int row_end = smaller(row + plan.epilogue_rows, rows);
        sum_rows_functions.by_vectors[vectors - 1](scratch.rows, row, row_end, scratch.b,
                                                   call.c + (row_begin + row) * p.c_row + begin, p.c_row,
                                                   end - begin - (vectors - 1) * lanes, add);
        if (epilogue) call.epilogue(call.epilogue_context, row_begin + row, row_begin + row_end, begin, end);
      }
    }
  }
}

void part_of_tiles(const GemmCall& call, int phase, int part, int worker) {
  const GemmPlan& plan = *call.plan;
  if (plan.may_be_sparse && is_sparse(call)) {
    // Spread over the phase's parts, so that each thread's share holds some.
    const Int cells = plan.sparse_rows.parts * plan.sparse_groups.parts, parts = plan.compute_parts;
    if (phase < plan.phases - 1) return;
    for (Int cell = divide_up(part * cells, parts); cell * parts < (part + 1) * cells; ++cell)
      part_of_sparse(call, cell, worker);
    return;
  }
  if (part >= plan.rows.parts * plan.panels.parts && (plan.pack_b != Pack::shared || phase % 2 == 1)) return;
  const float* a = plan.swapped ? call.b : call.a;
  const float* b = plan.swapped ? call.a : call.b;
  if (plan.pack_b != Pack::shared) {
    part_of_product(call, a, b, 0, part, worker);
  } else if (phase % 2 == 0) {
    part_of_packing(plan, b, reinterpret_cast<float*>(call.workspace), phase / 2, part);
  } else {
    part_of_product(call, a, b, phase / 2, part, worker);
  }
}

// One phase whose parts are ranges of `size` rows (or columns), each worth the trouble.
void plan_one_phase(GemmPlan& plan, Int size, Int work, Int least, void (*part)(const GemmCall&, int, int, int)) {
  plan.compute_parts = static_cast<int>(larger(1, smaller(smaller(work / part_work, part_limit), size / least)));
  plan.rows = split(size, plan.compute_parts);
  plan.phases = 1;
  plan.part = part;
}

void plan_tiles(GemmPlan& plan) {
  const GemmProblem& p = plan.problem;
  const Int work = p.m * p.n * p.k;
  const bool by_row = p.a_column == 1;

  plan.depth_blocks = larger(1, divide_up(p.k, depth_limit));
  plan.depth_block = round_up(divide_up(p.k, plan.depth_blocks), 4);
  if (plan.depth_block > 0) plan.depth_blocks = larger(1, divide_up(p.k, plan.depth_block));

  const Int panels = divide_up(p.n, panel_columns), b_floats = p.k * panels * panel_columns;
  const Int parts = larger(1, smaller(work / part_work, part_limit));
  const Int a_stride = by_row ? p.a_row : p.a_column;
  plan.pack_a = a_stride % a_stride_limit == 0 && a_stride != 0 && p.n > panel_columns && p.k >= 64 && p.m > 1;

  const bool readable = (p.b_column == 1 || p.n == 1) && (has_masks || p.n % lanes == 0);
  const bool b_aliases = p.b_row % b_stride_limit == 0;
  const bool worth_a_copy = p.m > 2 * max_rows && p.n > panel_columns && (p.k * p.n > b_as_it_is || b_aliases);
  if (readable && !worth_a_copy) {
    plan.pack_b = Pack::no;
  } else if (parts == 1 || (!plan.pack_a && p.m * p.k <= own_limit && p.n >= 4 * near_columns)) {
    plan.pack_b = Pack::own;
  } else {
    plan.pack_b = Pack::shared;
  }

  plan.slab = p.n;
  Int row_parts, column_parts;
  if (plan.pack_b == Pack::own) {
    const Int columns = p.m * p.k > a_near ? far_columns : near_columns;
    column_parts = larger(smaller(parts, larger(1, p.n / columns)), divide_up(b_floats, own_b_limit));
    row_parts = larger(1, smaller(parts / column_parts, p.m / own_rows));
  } else {
    if (plan.pack_b == Pack::shared) {
      const Int slab_panels = larger(8, slab_floats / larger(1, p.k * panel_columns));
      plan.slabs = divide_up(panels, slab_panels);
      plan.slab = smaller(p.n, divide_up(panels, plan.slabs) * panel_columns);
      plan.slabs = divide_up(p.n, plan.slab);
      plan.shared_bytes = divide_up(plan.slab, panel_columns) * panel_columns * p.k * Int{sizeof(float)};
      const Int all = p.b_column == 1 ? p.k : divide_up(plan.slab, panel_columns);
      plan.pack_step = divide_up(all, larger(1, smaller(part_limit, p.k * plan.slab / pack_work)));
      plan.pack_parts = plan.pack_step > 0 ? static_cast<int>(divide_up(all, plan.pack_step)) : 0;
    }
    const Int least_rows = b_floats > b_near ? far_rows : 2 * max_rows;
    row_parts = larger(divide_up(p.m, row_limit), smaller(parts, divide_up(p.m, least_rows)));
    column_parts = larger(1, smaller(parts / row_parts, plan.slab / (2 * panel_columns)));
  }
  plan.rows = split(p.m, row_parts);
  plan.panels = split(divide_up(plan.slab, panel_columns), smaller(column_parts, divide_up(plan.slab, panel_columns)));
  plan.compute_parts = static_cast<int>(plan.rows.parts * plan.panels.parts);
  plan.phases = static_cast<int>(plan.pack_b == Pack::shared ? 2 * plan.slabs : 1);

  const Int group_limit = larger(1, group_floats / larger(1, plan.depth_block * panel_columns));
  plan.group = divide_up(longest(plan.panels), divide_up(longest(plan.panels), group_limit));
  plan.epilogue_rows = larger(1, epilogue_floats / smaller(p.n, plan.group * panel_columns));
  if (!plan.swapped) plan.epilogue_columns = smaller(p.n, plan.group * panel_columns);
  plan.row_step = plan.pack_a ? smaller(row_limit, longest(plan.rows)) : longest(plan.rows);
  plan.prefetch_a = !plan.pack_a && p.m * p.k > prefetch_floats;

  if (plan.pack_b == Pack::own) plan.own_b = longest(plan.panels) * panel_columns * plan.depth_block;
  Int own_a = 0;
  if (plan.pack_a) {
    plan.a_stride = round_up(by_row ? plan.depth_block : plan.row_step, line_floats);
    if (plan.a_stride % (2 * line_floats) == 0) plan.a_stride += line_floats;
    own_a = (by_row ? plan.row_step : plan.depth_block) * plan.a_stride;
  }
  plan.worker_bytes = (plan.own_b + own_a) * Int{sizeof(float)};
  plan.part = part_of_tiles;
  if (plan.compute_parts == 1 && work < sparse_work && plan.pack_b == Pack::no && !plan.pack_a && plan.depth_blocks == 1 &&
      panels <= plan.group && p.m <= plan.epilogue_rows) {
    plan.few_tiles = split(p.m, divide_up(p.m, max_rows));
    plan.part = part_of_few_tiles;
    return;
  }

  plan.may_be_sparse = sparse_pays && !plan.swapped && work >= sparse_work && p.m >= 2 * lanes && p.n >= 4 * lanes &&
                       p.k >= 2 * lanes;
  if (plan.may_be_sparse) {
    const Int vectors = divide_up(p.n, lanes);
    const Int blocks = divide_up(vectors, sparse_vectors);
    plan.sparse_blocks = split(vectors, blocks > 1 ? round_up(blocks, 2) : 1);  // even: two threads get alike
    plan.sparse_depths = split(p.k, divide_up(p.k, sparse_depth));
    plan.sparse_rows = split(p.m, divide_up(p.m, sparse_rows));
    plan.sparse_groups = split(plan.sparse_blocks.parts,
                               smaller(plan.sparse_blocks.parts, larger(1, sparse_parts / plan.sparse_rows.parts)));
    // A single cell would be one thread's.
    if (plan.sparse_rows.parts * plan.sparse_groups.parts == 1 && plan.compute_parts > 1) plan.may_be_sparse = false;
    plan.compute_parts = static_cast<int>(
        larger(plan.compute_parts, plan.sparse_rows.parts * plan.sparse_groups.parts));
    plan.worker_bytes = larger(plan.worker_bytes, Int{sizeof(SparseScratch)});
  }
}

GemmPlan make_plan(const GemmProblem& problem) {
  GemmPlan plan;
  plan.problem = problem;
  GemmProblem& p = plan.problem;
  if (p.m == 0 || p.n == 0) return plan;
  const Int work = p.m * p.n * p.k;
  const bool both_along_k = (p.a_column == 1 || p.k == 1) && (p.b_row == 1 || p.k == 1);
  if (both_along_k && p.n <= 4 && p.m >= lanes && (p.n == 1 || p.k >= 16)) {
    plan_one_phase(plan, p.m, work, 4 * lanes, part_of_dots_of_a);
    return plan;
  }
  if (both_along_k && p.m <= larger(4, smaller(p.k / 8, dots_limit)) && p.n >= lanes && p.k >= lanes) {
    plan_one_phase(plan, p.n, work, 4 * lanes, part_of_dots_of_b);
    return plan;
  }
  if (p.hands_over && !p.accumulate && p.k >= 1 && p.k <= handed_depth &&
      p.k * round_up(p.n, panel_columns) <= handed_floats) {
    plan_one_phase(plan, p.m, 4 * larger(4, p.k) * p.m * p.n, 8, part_of_handed);
    plan.hands_over = true;
    const bool readable = p.b_column == 1 && (has_masks || p.n % lanes == 0);
    plan.pack_b = readable ? Pack::no : Pack::own;
    if (!readable) plan.worker_bytes = p.k * round_up(p.n, panel_columns) * Int{sizeof(float)};
    return plan;
  }
  if (p.k >= 1 && p.k <= narrow_limit) {
    plan_one_phase(plan, p.m, 4 * p.m * p.n, 8, part_of_narrow);
    plan.epilogue_rows = larger(1, epilogue_floats / p.n);
    return plan;
  }
  // A narrow C would leave most lanes empty; its transpose fills them.
  if (p.a_row == 1 && p.n <= lanes / 2 && p.m > p.n && !(p.b_row != 1 && p.b_column != 1)) {
    plan.swapped = true;
    p.m = problem.n;
    p.n = problem.m;
    p.a_row = problem.b_column;
    p.a_column = problem.b_row;
    p.b_row = problem.a_column;
    p.b_column = problem.a_row;
  }
  plan_tiles(plan);
  return plan;
}

}  // namespace
}  // namespace HWY_NAMESPACE

namespace ANSATZ_ISA {
const GemmKernels gemm_kernels = {HWY_NAMESPACE::make_plan};
}
}  // namespace ansatz::cpu
