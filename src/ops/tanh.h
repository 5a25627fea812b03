#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// The hyperbolic tangent, in (-1, 1).
/// Activation: LeCun et al. 1998, "Efficient BackProp".
struct Tanh : Unary {
  static constexpr const char* onnx = "Tanh";
  template <class N> static N value(N x) { return hyperbolic_tangent(x); }
  template <class A> static A gradient(A, A y, A dy) { return tanh_gradient(dy, y); }
};

}  // namespace ansatz::formula
