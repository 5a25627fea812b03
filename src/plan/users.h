// Who needs what.
#pragma once

#include <vector>

#include "plan/fuse.h"

namespace ansatz::plan {

struct Users {
  std::vector<bool> outside;     ///< [vertex] whether it is an output or read from outside of its unit
  std::vector<int> last_reader;  ///< [argument] the last unit that reads it; -1: none, the units' count: an output
};

Users find_users(const Graph& graph, const std::vector<Unit>& units);

}  // namespace ansatz::plan
