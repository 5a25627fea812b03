#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// The tangent of x in radians.
struct Tan : Unary {
  static constexpr const char* onnx = "Tan";
  static constexpr Interval tested{-1.4, 1.4};
  template <class N> static N value(N x) { return sine(x) / cosine(x); }
  template <class A> static A gradient(A, A y, A dy) { return dy * (1.0 + square(y)); }
};

}  // namespace ansatz::formula
