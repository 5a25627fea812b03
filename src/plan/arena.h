// Places for buffers that live only during a run.
#pragma once

#include "plan/plan.h"

namespace ansatz::plan {

/// Gives each arena buffer an offset such that buffers alive at the same time do not overlap, and sets arena_bytes.
void place_in_arena(Plan& plan);

}  // namespace ansatz::plan
