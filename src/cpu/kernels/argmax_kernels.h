// Where the largest or the smallest number is, for one instruction set.
#pragma once

#include <cstdint>

#include "cpu/isa.h"

namespace ansatz::cpu {

/// The first place of equal numbers; the first NaN where there is one.
struct ArgmaxKernels {
  std::int64_t (*row)(const float* x, std::int64_t count, bool smallest);
  /// Over `rows` rows that are `stride` apart, for each of `columns` columns.
  void (*columns)(const float* x, std::int64_t rows, std::int64_t columns, std::int64_t stride, bool smallest,
                  std::int64_t* places);
};

ANSATZ_TABLE_PER_ISA(ArgmaxKernels, argmax_kernels)

}  // namespace ansatz::cpu
