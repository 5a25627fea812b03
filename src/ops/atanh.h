#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// The inverse of the hyperbolic tangent: log((1 + x)/(1 - x))/2; NaN outside of [-1, 1].
struct Atanh : Unary {
  static constexpr const char* onnx = "Atanh";
  static constexpr Interval tested{-0.95, 0.95};
  template <class N> static N value(N x) { return (logarithm_plus_1(x) - logarithm_plus_1(-x)) * N(0.5); }
  template <class A> static A gradient(A x, A, A dy) { return dy / ((1.0 - x) * (1.0 + x)); }
};

}  // namespace ansatz::formula
