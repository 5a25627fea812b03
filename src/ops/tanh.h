#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// The hyperbolic tangent, in (-1, 1).
struct Tanh : Unary {
  static constexpr const char* onnx = "Tanh";
  template <class N> static N value(N x) { return hyperbolic_tangent(x); }
  template <class A> static A gradient(A, A y, A dy) { return dy * (1.0 - square(y)); }
};

}  // namespace ansatz::formula
