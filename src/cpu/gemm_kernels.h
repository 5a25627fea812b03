// What gemm.simd.cc offers for each instruction set.
#pragma once

#include "cpu/gemm.h"

namespace ansatz::cpu {

struct GemmKernels {
  GemmPlan (*plan)(const GemmProblem& problem);
};

ANSATZ_TABLE_PER_ISA(GemmKernels, gemm_kernels)

}  // namespace ansatz::cpu
