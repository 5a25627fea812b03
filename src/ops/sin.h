#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// The sine of x in radians.
struct Sin : Unary {
  static constexpr const char* onnx = "Sin";
  template <class N> static N value(N x) { return sine(x); }
  template <class A> static A gradient(A x, A, A dy) { return dy * cos(x); }
};

}  // namespace ansatz::formula
