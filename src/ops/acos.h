#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// The arc cosine, in radians from 0 to π; NaN outside of [-1, 1].
struct Acos : Unary {
  static constexpr const char* onnx = "Acos";
  static constexpr Interval tested{-0.95, 0.95};
  template <class N> static N value(N x) { return arc_tangent(square_root((N(1) - x) / (N(1) + x))) * N(2); }
  template <class A> static A gradient(A x, A, A dy) { return -(dy * rsqrt((1.0 - x) * (1.0 + x))); }
};

}  // namespace ansatz::formula
