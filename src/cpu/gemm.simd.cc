// The kernels behind gemm.h. Tiles of max_rows × panel_columns of C stay in registers while k runs over a block of
// depth; B is copied into panels that a tile reads straight through, unless it can be read as it is; A is read where it
// lies, unless its stride makes rows compete for the same lines of the cache.
#include "cpu/gemm_dots.h"
#include "cpu/gemm_kernels.h"
#include "cpu/gemm_narrow.h"
#include "cpu/gemm_pack.h"
#include "cpu/gemm_tile.h"
#include "cpu/simd.h"

namespace ansatz::cpu {
namespace HWY_NAMESPACE {
namespace {

using Int = std::int64_t;

constexpr Int row_limit = 144;             // rows of a part: 144 × 384 of A stay in the second cache
constexpr Int slab_bytes = Int{8} << 20;   // packed B in one go
constexpr Int part_work = Int{1} << 18;    // multiply-adds that are worth a part
constexpr Int part_limit = 16;             // parts that are enough for a good balance
constexpr Int pack_work = Int{1} << 14;    // elements of B that are worth a part of packing
constexpr Int a_stride_limit = 1024;       // rows of A at multiples of it compete for the same lines of the first cache
constexpr Int epilogue_floats = 4096;      // of C between calls of the epilogue: a part of the first cache
constexpr Int prefetch_floats = Int{1} << 16;  // of A, beyond which the next rows are fetched ahead
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

Split split(Int size, Int parts) { return {parts, size / parts, size % parts}; }
Int start_of(const Split& s, Int i) { return i * s.length + smaller(i, s.longer); }
Int longest(const Split& s) { return s.length + (s.longer > 0 ? 1 : 0); }

// C's columns are dot products of A's rows: n is small, and both operands lie along k.
void part_of_dots_of_a(const GemmCall& call, int, int part, int) {
  const GemmPlan& plan = *call.plan;
  const GemmProblem& p = plan.problem;
  const Int begin = start_of(plan.rows, part), end = start_of(plan.rows, part + 1);
  for (Int j = 0; j < p.n; ++j)
    dots(call.a + begin * p.a_row, end - begin, p.a_row, p.k, call.b + j * p.b_column, call.c + begin * p.c_row + j,
         p.c_row, p.accumulate);
  if (call.epilogue != nullptr) call.epilogue(call.epilogue_context, begin, end, 0, p.n);
}

// C's rows are dot products of B's columns: m is small, and both operands lie along k.
void part_of_dots_of_b(const GemmCall& call, int, int part, int) {
  const GemmPlan& plan = *call.plan;
  const GemmProblem& p = plan.problem;
  const Int begin = start_of(plan.rows, part), end = start_of(plan.rows, part + 1);
  for (Int i = 0; i < p.m; ++i)
    dots(call.b + begin * p.b_column, end - begin, p.b_column, p.k, call.a + i * p.a_row, call.c + i * p.c_row + begin, 1,
         p.accumulate);
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

// Packs a part of a slab: some panels, or, where B's rows are contiguous, some of its rows.
void part_of_packing(const GemmPlan& plan, const float* b, float* packed, Int slab, Int part) {
  const GemmProblem& p = plan.problem;
  const Int slab_begin = slab * plan.slab, slab_columns = smaller(plan.slab, p.n - slab_begin);
  const Int panels = divide_up(slab_columns, panel_columns);
  const float* from = b + slab_begin * p.b_column;
  if (p.b_column == 1) {
    const Int end = smaller((part + 1) * plan.pack_step, p.k);
    for (Int k = part * plan.pack_step; k < end; ++k) {
      const Depth depth = depth_of(plan, k / plan.depth_block);
      pack_row(from + k * p.b_row, slab_columns,
               packed + (depth.begin * panels + (k - depth.begin)) * panel_columns, depth.size * panel_columns);
    }
  } else {
    const Int end = smaller((part + 1) * plan.pack_step, panels);
    for (Int panel = part * plan.pack_step; panel < end; ++panel) {
      const Int column = panel * panel_columns;
      for (Int block = 0; block < plan.depth_blocks; ++block) {
        const Depth depth = depth_of(plan, block);
        pack_transposed(from + depth.begin * p.b_row + column * p.b_column, p.b_row, p.b_column, depth.size,
                        smaller(panel_columns, slab_columns - column),
                        packed + (depth.begin * panels + panel * depth.size) * panel_columns);
      }
    }
  }
}

// A tile of Cᵀ, computed beside and then written to C.
void tile_transposed(TileFunction function, Tile t, Int rows, float* c, Int c_row, bool add) {
  HWY_ALIGN float result[max_rows * panel_columns];
  t.c = result;
  t.c_stride = panel_columns;
  t.add = false;
  function(t);
  for (Int r = 0; r < rows; ++r) {
    const float* from = result + r * panel_columns;
    float* to = c + r;
    for (Int j = 0; j < t.columns; ++j, to += c_row) *to = add ? *to + from[j] : from[j];
  }
}

void part_of_product(const GemmCall& call, const float* a, const float* b, Int slab, Int part, int worker) {
  const GemmPlan& plan = *call.plan;
  const GemmProblem& p = plan.problem;
  const Int slab_begin = slab * plan.slab, slab_columns = smaller(plan.slab, p.n - slab_begin);
  const Int panels = divide_up(slab_columns, panel_columns);
  int row_part = part, column_part = 0;
  if (plan.panels.parts > 1) {
    row_part = part % static_cast<int>(plan.rows.parts);
    column_part = part / static_cast<int>(plan.rows.parts);
  }
  const Int row_begin = start_of(plan.rows, row_part), rows = start_of(plan.rows, row_part + 1) - row_begin;
  const Int panel_begin = smaller(start_of(plan.panels, column_part), panels);
  const Int panel_end = smaller(start_of(plan.panels, column_part + 1), panels);
  const Int tiles_down = divide_up(rows, max_rows);
  const auto tile_rows = static_cast<Int>(static_cast<std::uint32_t>(rows) / static_cast<std::uint32_t>(tiles_down));
  const Int taller_tiles = rows - tile_rows * tiles_down;
  const bool by_row = p.a_column == 1;
  const float* packed_b = reinterpret_cast<const float*>(call.workspace);
  float* packed_a = reinterpret_cast<float*>(call.workspace + plan.shared_bytes + worker * plan.worker_bytes);

  for (Int block = 0; block < plan.depth_blocks; ++block) {
    const Depth depth = depth_of(plan, block);
    const float* block_of_a = a + row_begin * p.a_row + depth.begin * p.a_column;
    Int a_stride = by_row ? p.a_row : p.a_column;
    if (plan.pack_a) {
      copy_rows(block_of_a, a_stride, by_row ? rows : depth.size, by_row ? depth.size : rows, packed_a, plan.a_stride);
      block_of_a = packed_a;
      a_stride = plan.a_stride;
    }
    const bool epilogue = block == plan.depth_blocks - 1 && call.epilogue != nullptr;
    Tile t;
    t.depth = depth.size;
    t.a_stride = a_stride;
    t.b_stride = plan.pack_b ? panel_columns : p.b_row;
    t.c_stride = p.c_row;
    t.add = p.accumulate || block > 0;
    for (Int group = panel_begin; group < panel_end; group += plan.group) {
      const Int group_end = smaller(group + plan.group, panel_end);
      const Int begin = slab_begin + group * panel_columns, end = smaller(slab_begin + group_end * panel_columns, p.n);
      Int row = 0, finished = 0;  // rows whose epilogue has been called
      for (Int i = 0; i < tiles_down; ++i) {
        const Int count = tile_rows + (i < taller_tiles ? 1 : 0);
        const TileFunctions& functions = tiles[by_row][count - 1];
        t.a = block_of_a + row * (by_row ? a_stride : 1);
        for (Int panel = group; panel < group_end; ++panel) {
          const Int column = slab_begin + panel * panel_columns, columns = smaller(panel_columns, end - column);
          t.b = plan.pack_b ? packed_b + (depth.begin * panels + panel * depth.size) * panel_columns
                            : b + depth.begin * p.b_row + column;
          t.columns = columns;
          t.prefetch = panel == panel_begin && plan.prefetch_a;
          const TileFunction function = functions.by_columns[(columns > lanes ? 2 : 0) + (columns % lanes == 0 ? 1 : 0)];
          if (plan.swapped) {
            tile_transposed(function, t, count, call.c + column * p.c_row + row_begin + row, p.c_row, t.add);
          } else {
            t.c = call.c + (row_begin + row) * p.c_row + column;
            function(t);
          }
        }
        row += count;
        if (epilogue && (row - finished >= plan.epilogue_rows || row == rows)) {
          if (plan.swapped) {
            call.epilogue(call.epilogue_context, begin, end, row_begin + finished, row_begin + row);
          } else {
            call.epilogue(call.epilogue_context, row_begin + finished, row_begin + row, begin, end);
          }
          finished = row;
        }
      }
    }
  }
}

void part_of_tiles(const GemmCall& call, int phase, int part, int worker) {
  const GemmPlan& plan = *call.plan;
  const float* a = plan.swapped ? call.b : call.a;
  const float* b = plan.swapped ? call.a : call.b;
  if (!plan.pack_b) {
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

  const bool readable = (p.b_column == 1 || p.n == 1) && (has_masks || p.n % lanes == 0);
  const bool b_aliases = p.b_row % b_stride_limit == 0;
  plan.pack_b = !(readable && (p.m <= 2 * max_rows || p.n <= panel_columns || (p.k * p.n <= b_as_it_is && !b_aliases)));
  plan.slab = p.n;
  if (plan.pack_b) {
    const Int bytes_a_panel = p.k * panel_columns * Int{sizeof(float)};
    if (bytes_a_panel * divide_up(p.n, panel_columns) > slab_bytes)
      plan.slab = larger(8, slab_bytes / bytes_a_panel) * panel_columns;
    plan.slabs = divide_up(p.n, plan.slab);
    plan.slab = smaller(p.n, round_up(divide_up(p.n, plan.slabs), panel_columns));
    plan.slabs = divide_up(p.n, plan.slab);
    plan.shared_bytes = divide_up(plan.slab, panel_columns) * bytes_a_panel;
    const Int all = p.b_column == 1 ? p.k : divide_up(plan.slab, panel_columns);
    const Int pack_parts = larger(1, smaller(part_limit, p.k * plan.slab / pack_work));
    plan.pack_step = larger(1, divide_up(all, pack_parts));
    plan.pack_parts = static_cast<int>(divide_up(all, plan.pack_step));
  }

  const Int parts = larger(1, smaller(work / part_work, part_limit));
  const Int row_parts = larger(divide_up(p.m, row_limit), smaller(parts, divide_up(p.m, 2 * max_rows)));
  const Int column_parts = larger(1, smaller(parts / row_parts, plan.slab / (2 * panel_columns)));
  plan.rows = split(p.m, row_parts);
  plan.panels = split(divide_up(plan.slab, panel_columns), column_parts);
  plan.compute_parts = static_cast<int>(row_parts * column_parts);
  plan.phases = static_cast<int>(plan.pack_b ? 2 * plan.slabs : 1);

  const Int panels_a_part = longest(plan.panels);
  const Int group_limit = larger(1, group_floats / larger(1, plan.depth_block * panel_columns));
  plan.group = divide_up(panels_a_part, divide_up(panels_a_part, group_limit));
  plan.epilogue_rows = larger(1, epilogue_floats / smaller(p.n, plan.group * panel_columns));

  const Int rows = longest(plan.rows);
  const Int stride = by_row ? p.a_row : p.a_column;
  const bool aliases = stride % a_stride_limit == 0 && stride != 0;
  plan.pack_a = aliases && p.n > panel_columns && p.k >= 64 && rows >= 2;
  if (plan.pack_a) {
    plan.a_stride = round_up(by_row ? plan.depth_block : rows, 16);
    if (plan.a_stride % 32 == 0) plan.a_stride += 16;
    plan.worker_bytes = (by_row ? rows : plan.depth_block) * plan.a_stride * Int{sizeof(float)};
  }
  plan.prefetch_a = !plan.pack_a && p.m * p.k > prefetch_floats;
  plan.part = part_of_tiles;
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
  if (both_along_k && p.m <= 4 && p.n >= lanes && p.k >= lanes) {
    plan_one_phase(plan, p.n, work, 4 * lanes, part_of_dots_of_b);
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
