// Element-wise chains: programs of stages that pass one live value of eight vectors along in registers, each stage
// calling the next in tail position. (The scheme of Skia's raster pipeline; figures in docs/design.md.)
#pragma once

#include <cstdint>
#include <vector>

#include "cpu/isa.h"
#include "plan/plan.h"

namespace ansatz::cpu {

struct ChainOperand;

/// A stage: its function for this instruction set, and the operand in memory that it meets, if any.
struct ChainStage {
  const void* function;
  const ChainOperand* operand;
};

/// Memory under a chain, in elements: (row, column) at pointer[row · row_stride + column], or, when splat, at
/// pointer[row · row_stride] for every column. With slot >= 0 it is scratch memory of the running thread.
struct ChainOperand {
  void* pointer = nullptr;
  std::int64_t row_stride = 0;
  bool splat = false;
  bool boolean = false;
  int slot = -1;
};

/// A step of a chain that is interpreted, one vector at a time: a function of the live value and up to two operands,
/// or, without a function, a load or a store.
struct SmallStep {
  const void* function = nullptr;
  const ChainOperand *first = nullptr, *second = nullptr;
  bool stores = false;
};

/// A chain that is ready to run. Pointers in `operands` may change between runs.
struct Chain {
  using Run = void (*)(const Chain& chain, std::int64_t row_begin, std::int64_t row_end, std::int64_t column_begin,
                       std::int64_t column_end);

  std::vector<ChainOperand> operands;
  std::int64_t rows = 0, columns = 0;
  std::int64_t block_columns = 0;  ///< it runs over blocks of at most so many columns; 0: over whole rows
  bool tall = false;         ///< tiles of 8 rows × 1 vector instead of 1 row × 8 vectors
  bool handed_over = false;  ///< the product in front starts it with tall tiles, in place of its first step, a load
  std::vector<ChainStage> stages, masked_stages;
  std::vector<const ChainOperand*> far;  ///< operands that come from beyond the caches: fetched ahead
  std::vector<SmallStep> small_steps;  ///< instead of the stages, for a chain of one vector at most
  Run run = nullptr;
};

/// Fills in the stages for an instruction set; `chain.operands`, `rows`, `columns` and `handed_over` are set, and
/// operands do not move any more in memory.
void build_chain(Chain& chain, const std::vector<plan::ChainStep>& steps, Isa isa);

}  // namespace ansatz::cpu
