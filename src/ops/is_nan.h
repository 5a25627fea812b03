#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// Not a number.
struct IsNan : Unary {
  static constexpr Domain domain = Domain::numeric;
  static constexpr Result result = Result::boolean;
  static constexpr const char* onnx = "IsNaN";
  template <class N> static N value(N x) { return N(1) - is_equal(x, x); }
};

}  // namespace ansatz::formula
