// The table of stages of one instruction set.
#pragma once

#include "cpu/chain.h"

namespace ansatz::cpu {

/// How a stage reaches its operand: in a tile of one row, in a tile of eight rows, in a tile with lanes missing, or in
/// scratch memory.
enum class Access { wide, wide_splat, tall, tall_splat, masked, masked_splat, slot, count };

struct ChainKernels {
  int lanes;
  /// The stage function, or null where there is none.
  const void* (*load)(Access access, bool boolean);
  const void* (*store)(Access access, bool boolean);
  const void* (*unary)(int formula);
  const void* (*binary)(int formula, Access access, int live_position);
  const void* (*ternary)(int formula, int live_position);
  const void* (*end)();
  /// The function of a SmallStep.
  const void* (*small)(int formula, int live_position);
  Chain::Run run, run_small;
};

ANSATZ_TABLE_PER_ISA(ChainKernels, chain_kernels)

}  // namespace ansatz::cpu
