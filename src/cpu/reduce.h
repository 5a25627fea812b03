// Sums along axes, and the check for numbers that are not finite.
#pragma once

#include "cpu/instruction.h"

namespace ansatz::cpu {

/// The operation "sum" in f32 along neighbouring axes; any other is left to the plain kernel.
bool build_sum(const plan::Task& task, Builder& builder);

/// The operation "all_finite" in f32.
bool build_all_finite(const plan::Task& task, Builder& builder);

}  // namespace ansatz::cpu
