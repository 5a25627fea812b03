// The reductions of one instruction set.
#pragma once

#include <cstdint>

#include "cpu/isa.h"

namespace ansatz::cpu {

struct ReduceKernels {
  /// The sum of `count` numbers, always in the same order for the same count.
  float (*sum)(const float* x, std::int64_t count);
  /// result[c] = Σ over rows of x[r · stride + c], c < columns.
  void (*sum_rows)(const float* x, std::int64_t rows, std::int64_t columns, std::int64_t stride, float* result);
  /// Whether no number is infinite or NaN.
  bool (*all_finite)(const float* x, std::int64_t count);
};

ANSATZ_TABLE_PER_ISA(ReduceKernels, reduce_kernels)

}  // namespace ansatz::cpu
