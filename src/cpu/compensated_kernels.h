// Sums of products in twice the precision of double, for one instruction set.
#pragma once

#include <cstdint>

#include "cpu/isa.h"

namespace ansatz::cpu {

/// Numbers are high + low; a low part of nullptr is 0.
struct CompensatedKernels {
  /// sum[0] + sum[1] = Σ aᵢbᵢ, as if computed in twice the precision and then rounded (Ogita, Rump and Oishi 2005,
  /// "Accurate sum and dot product", algorithm 5.3).
  void (*dot)(const double* a, const double* a_low, const double* b, const double* b_low, std::int64_t count,
              double* sum);
  /// rᵢ -= xᵢ·(b + b_low) in double-double.
  void (*subtract_product)(const double* x, const double* x_low, double b, double b_low, std::int64_t count, double* r,
                           double* r_low);
};

ANSATZ_TABLE_PER_ISA(CompensatedKernels, compensated_kernels)

}  // namespace ansatz::cpu
