#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// a ≠ b; true when either is NaN.
struct NotEqual : Binary {
  static constexpr Domain domain = Domain::numeric;
  static constexpr Result result = Result::boolean;
  static constexpr bool commutative = true;
  template <class N> static N value(N a, N b) { return N(1) - is_equal(a, b); }
};

}  // namespace ansatz::formula
