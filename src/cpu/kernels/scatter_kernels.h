// Adding one row to another, for one instruction set.
#pragma once

#include <cstdint>

#include "cpu/isa.h"

namespace ansatz::cpu {

struct ScatterKernels {
  /// y[i] += x[i].
  void (*add)(const float* x, std::int64_t count, float* y);
};

ANSATZ_TABLE_PER_ISA(ScatterKernels, scatter_kernels)

}  // namespace ansatz::cpu
