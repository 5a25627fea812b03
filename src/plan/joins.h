// Concatenations that have nothing to do.
#pragma once

#include <vector>

#include "plan/users.h"

namespace ansatz::plan {

/// A concatenation whose pieces are computed where the whole lies: gradients of many parameters become one array for
/// the optimizer.
struct Join {
  int whole;
  std::vector<int> pieces;  ///< in their order; each belongs to this join alone
};

std::vector<Join> find_joins(const Graph& graph, const Users& users);

}  // namespace ansatz::plan
