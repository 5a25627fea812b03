// Sums along axes.
#pragma once

#include "cpu/instruction.h"

namespace ansatz::cpu {

/// The operation "sum" in f32 along neighbouring axes; any other is left to the plain kernel.
bool build_sum(const plan::Task& task, Builder& builder);

}  // namespace ansatz::cpu
