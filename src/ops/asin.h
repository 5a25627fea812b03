#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// The arc sine, in radians from -π/2 to π/2; NaN outside of [-1, 1].
struct Asin : Unary {
  static constexpr const char* onnx = "Asin";
  static constexpr Interval tested{-0.95, 0.95};
  template <class N> static N value(N x) { return arc_tangent(x / square_root((N(1) - x) * (N(1) + x))); }
  template <class A> static A gradient(A x, A, A dy) { return dy * rsqrt((1.0 - x) * (1.0 + x)); }
};

}  // namespace ansatz::formula
