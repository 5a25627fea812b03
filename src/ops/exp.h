#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// eˣ.
struct Exp : Unary {
  static constexpr const char* onnx = "Exp";
  template <class N> static N value(N x) { return exponential(x); }
  template <class A> static A gradient(A, A y, A dy) { return dy * y; }
};

}  // namespace ansatz::formula
