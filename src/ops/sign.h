#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// 1 for positive numbers, -1 for negative ones, 0 for 0 and NaN; constant for gradients.
struct Sign : Unary {
  static constexpr Domain domain = Domain::numeric;
  static constexpr const char* onnx = "Sign";
  template <class N> static N value(N x) { return N(is_less(N(0), x) - is_less(x, N(0))); }
};

}  // namespace ansatz::formula
