// Sums in double, for one instruction set.
#pragma once

#include <cstdint>

#include "cpu/isa.h"

namespace ansatz::cpu {

struct DoublesKernels {
  /// sums[4·i + j] += Σₖ a[i][k]·b[j][k] for i and j in 0 … 3.
  void (*dots)(const double* const a[4], const double* const b[4], std::int64_t count, double* sums);
  /// y[i] += factor·x[i].
  void (*add_scaled)(double factor, const double* x, std::int64_t count, double* y);
};

ANSATZ_TABLE_PER_ISA(DoublesKernels, doubles_kernels)

}  // namespace ansatz::cpu
