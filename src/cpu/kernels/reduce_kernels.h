// The reductions of one instruction set.
#pragma once

#include <cstdint>

#include "cpu/isa.h"

namespace ansatz::cpu {

struct Reduction {
  /// Of `count` numbers, at least 1; always in the same order for the same count.
  float (*along)(const float* x, std::int64_t count);
  /// result[c] is that of x[r · stride + c] over the rows r, at least 1; c < columns.
  void (*over)(const float* x, std::int64_t rows, std::int64_t columns, std::int64_t stride, float* result);
};

struct ReduceKernels {
  Reduction sum, sum_squares;  ///< the latter along rows only
  Reduction max, min;  ///< NaN where there is one
  /// Whether no number is infinite or NaN.
  bool (*all_finite)(const float* x, std::int64_t count);
};

ANSATZ_TABLE_PER_ISA(ReduceKernels, reduce_kernels)

}  // namespace ansatz::cpu
