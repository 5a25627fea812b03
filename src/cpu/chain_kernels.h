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
  void (*run)(const Chain& chain, std::int64_t row_begin, std::int64_t row_end, std::int64_t column_begin,
              std::int64_t column_end);
};

ANSATZ_TABLE_PER_ISA(ChainKernels, chain_kernels)

}  // namespace ansatz::cpu
