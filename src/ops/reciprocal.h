#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// 1 / x.
struct Reciprocal : Unary {
  static constexpr const char* onnx = "Reciprocal";
  static constexpr Interval tested{0.5, 4};
  template <class N> static N value(N x) { return N(1) / x; }
  template <class A> static A gradient(A, A y, A dy) { return -(dy * square(y)); }
};

}  // namespace ansatz::formula
