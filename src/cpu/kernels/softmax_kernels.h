// Softmax and its logarithm for one instruction set.
#pragma once

#include <cstdint>

#include "cpu/isa.h"

namespace ansatz::cpu {

struct SoftmaxKernels {
  /// Along each of `rows` rows of `count` numbers, one behind the other.
  void (*rows)(const float* x, std::int64_t rows, std::int64_t count, bool logarithm, float* y);
  /// Over `rows` rows that are `stride` apart, for each of `columns` columns.
  void (*columns)(const float* x, std::int64_t rows, std::int64_t columns, std::int64_t stride, bool logarithm,
                  float* y);
};

ANSATZ_TABLE_PER_ISA(SoftmaxKernels, softmax_kernels)

}  // namespace ansatz::cpu
