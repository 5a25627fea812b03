#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// The cosine of x in radians.
struct Cos : Unary {
  static constexpr const char* onnx = "Cos";
  template <class N> static N value(N x) { return cosine(x); }
  template <class A> static A gradient(A x, A, A dy) { return -(dy * sin(x)); }
};

}  // namespace ansatz::formula
