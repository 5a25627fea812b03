#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// x where the condition holds, 0 elsewhere.
struct Gate : Binary {
  static constexpr Domain domain = Domain::numeric;
  static constexpr int conditions = 1;
  template <class N> static N value(N condition, N x) { return where(condition, x, N(0)); }
  template <class A> static std::array<A, 2> gradient(A condition, A, A, A dy) { return {dy, gate(condition, dy)}; }
};

}  // namespace ansatz::formula
