#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// |x|; the derivative at 0 is 0.
struct Abs : Unary {
  static constexpr Domain domain = Domain::numeric;
  static constexpr const char* onnx = "Abs";
  template <class N> static N value(N x) { return magnitude(x); }
  template <class A> static A gradient(A x, A, A dy) { return dy * sign(x); }
};

}  // namespace ansatz::formula
