#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// The smaller of a and b; NaN when either is. Where they are equal each gets half of the gradient.
struct Minimum : Binary {
  static constexpr Domain domain = Domain::numeric;
  static constexpr bool commutative = true;
  static constexpr const char* onnx = "Min";
  template <class N> static N value(N a, N b) { return smaller(a, b); }
  template <class A> static std::array<A, 2> gradient(A a, A b, A, A dy) {
    A half = where(a == b, dy * 0.5, 0.0);
    return {where(a < b, dy, half), where(a > b, dy, half)};
  }
};

}  // namespace ansatz::formula
