// The random numbers of one instruction set.
#pragma once

#include <cstdint>

#include "cpu/isa.h"

namespace ansatz::cpu {

struct RandomKernels {
  /// Numbers 4·block … 4·(block + blocks) - 1 of the stream, in [0, 1): the same as base/random.h gives.
  void (*uniform)(std::uint64_t seed, std::uint64_t stream, std::int64_t block, std::int64_t blocks, float* numbers);
};

ANSATZ_TABLE_PER_ISA(RandomKernels, random_kernels)

}  // namespace ansatz::cpu
