#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// Neither infinite nor NaN.
struct IsFinite : Unary {
  static constexpr Domain domain = Domain::numeric;
  static constexpr Result result = Result::boolean;
  template <class N> static N value(N x) { return is_equal(N(x - x), N(0)); }
};

}  // namespace ansatz::formula
