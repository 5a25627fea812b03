// Random numbers.
#pragma once

#include "cpu/instruction.h"

namespace ansatz::cpu {

/// The operation "random_uniform".
bool build_random_uniform(const plan::Task& task, Builder& builder);

}  // namespace ansatz::cpu
