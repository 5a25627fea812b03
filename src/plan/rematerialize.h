// Computing a cheap value twice instead of writing it to memory and reading it back.
#pragma once

#include <vector>

#include "plan/fuse.h"

namespace ansatz::plan {

/// Where a chain stores a value that only other chains read, and that a few cheap operations give from values which are
/// in memory anyway, those chains compute it themselves: y > 0 for the gradient of ReLU, 1 - y² for that of tanh.
void rematerialize(Graph& graph, std::vector<Unit>& units);

}  // namespace ansatz::plan
