#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// The arc tangent, in radians from -π/2 to π/2.
struct Atan : Unary {
  static constexpr const char* onnx = "Atan";
  template <class N> static N value(N x) { return arc_tangent(x); }
  template <class A> static A gradient(A x, A, A dy) { return dy / (1.0 + square(x)); }
};

}  // namespace ansatz::formula
