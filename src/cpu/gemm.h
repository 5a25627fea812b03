// Matrix multiplication in float32: C[m,n] = A[m,k] · B[k,n], or C += A · B.
//
//   const GemmPlan plan = gemm_plan({.m = m, .n = n, .k = k, .a_row = k, .a_column = 1, …});    // once a shape
//   gemm({.a = a, .b = b, .c = c, .workspace = workspace, .plan = &plan}, threads);             // many times
//
// A plan cuts the work into phases, and a phase into parts that may run at the same time. The cuts depend on the shape
// and the instruction set alone, and every element of C is summed in one fixed order, so the bits are the same for any
// number of threads. Whoever has threads of its own runs the parts itself:
//
//   for (int phase = 0; phase < plan.phases; ++phase)
//     parallel(gemm_parts(plan, phase), threads, [&](int part, int worker) { gemm_part(call, phase, part, worker); });
//
// A batch of products of one shape is a loop over calls with one plan; parallel over the batch, each call takes a
// workspace of its own.
#pragma once

#include <cstddef>
#include <cstdint>

#include "cpu/isa.h"

namespace ansatz::cpu {

/// Sizes and strides, in elements. Of each operand's two strides one is 1 (unless the other dimension is at most 1), so
/// a matrix and its transpose are told apart by strides alone. C is row-major with `c_row` from row to row.
/// m, n, k >= 0; k = 0 makes C zero (or leaves it, with `accumulate`).
struct GemmProblem {
  std::int64_t m = 0, n = 0, k = 0;
  std::int64_t a_row = 0, a_column = 1;
  std::int64_t b_row = 0, b_column = 1;
  std::int64_t c_row = 0;
  bool accumulate = false;  ///< add to C instead of writing over it
  bool hands_over = false;  ///< C need not be written where the plan hands over, too: `GemmCall::chain` takes it
};

struct Chain;
struct GemmCall;

/// What was decided for a shape. `phases`, `worker_bytes`, `shared_bytes`, `hands_over` and `epilogue_columns` are for
/// the caller, the rest for the kernels.
struct GemmPlan {
  int phases = 0;
  bool hands_over = false;        ///< tiles of C go on into the call's chain in registers; C and the epilogue are not used
  std::int64_t shared_bytes = 0;  ///< workspace that all workers share, first in the workspace
  std::int64_t worker_bytes = 0;  ///< and after it, this much for each worker

  std::int64_t epilogue_columns = 0;  ///< of the blocks that the epilogue is called for, at most; 0: whole rows

  struct Split {  // of a size into `parts` pieces: the first `longer` ones have `length` + 1, the others `length`
    std::int64_t parts = 1, length = 0, longer = 0;
  };

  GemmProblem problem;   // with A and B exchanged and transposed where `swapped`
  bool swapped = false;  // Cᵀ = Bᵀ · Aᵀ is computed, and written to C transposed
  // B is read where it lies, is packed in a phase of its own for all parts, or by each part for itself.
  enum class Pack { no, shared, own };
  Pack pack_b = Pack::no;
  bool pack_a = false, prefetch_a = false;
  int compute_parts = 0, pack_parts = 0;           // of a phase
  Split rows, panels;                              // the grid of parts; panels of a whole slab
  Split few_tiles;                                 // rows of tiles of a product that is a single part
  std::int64_t depth_block = 0, depth_blocks = 1;  // of k
  std::int64_t slab = 0, slabs = 1;                // columns of B that are packed at a time
  std::int64_t pack_step = 0;                      // panels (or rows, where contiguous) of B that one part packs
  std::int64_t row_step = 0;                       // rows of A that a part packs at a time
  std::int64_t group = 0;                          // panels that a row of tiles passes over before the next row
  std::int64_t epilogue_rows = 0;                  // rows after which the epilogue is called
  std::int64_t a_stride = 0;                       // of the packed A
  std::int64_t own_b = 0;                          // floats of B that a part packs for itself
  // Where most of A may turn out to be zero, the same phase has this grid of parts for it: rows, and groups of blocks of
  // columns, which are counted in vectors.
  bool may_be_sparse = false;
  Split sparse_rows, sparse_groups, sparse_blocks, sparse_depths;
  void (*part)(const GemmCall& call, int phase, int part, int worker) = nullptr;
};

/// One product. The workspace is aligned to 64 bytes and holds `gemm_workspace_bytes(plan, threads)`.
///
/// The epilogue (may be null) is called once for each finished block of C, while the block is in a near cache; the
/// blocks are disjoint and cover C. It may read and write the block's elements of C and runs on the part's thread.
struct GemmCall {
  const float* a = nullptr;
  const float* b = nullptr;
  float* c = nullptr;
  std::byte* workspace = nullptr;
  const GemmPlan* plan = nullptr;
  void (*epilogue)(const void* context, std::int64_t row_begin, std::int64_t row_end, std::int64_t column_begin,
                   std::int64_t column_end) = nullptr;
  const void* epilogue_context = nullptr;
  const Chain* chain = nullptr;  ///< built with `handed_over`, for a plan that hands over
};

/// Plans a product for an instruction set. Throws an Error for negative sizes and for strides that it cannot run.
GemmPlan gemm_plan(const GemmProblem& problem, Isa isa);
GemmPlan gemm_plan(const GemmProblem& problem);  ///< for `chosen_isa()`

/// The number of parts of a phase; 0 only for a phase without work.
int gemm_parts(const GemmPlan& plan, int phase);

/// Bytes of workspace for a call on at most `threads` threads; 0 if none is needed.
std::int64_t gemm_workspace_bytes(const GemmPlan& plan, int threads);

/// Runs one part of one phase; all parts of the phases before it are done. Parts that run at the same time have
/// different `worker` indices, from 0.
inline void gemm_part(const GemmCall& call, int phase, int part, int worker) {
  call.plan->part(call, phase, part, worker);
}

/// Runs a whole call on at most `threads` threads of the pool.
void gemm(const GemmCall& call, int threads = 1);

}  // namespace ansatz::cpu
