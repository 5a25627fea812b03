#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// -x.
struct Negative : Unary {
  static constexpr Domain domain = Domain::numeric;
  static constexpr const char* onnx = "Neg";
  template <class N> static N value(N x) { return N(-x); }
  template <class A> static A gradient(A, A, A dy) { return -dy; }
};

}  // namespace ansatz::formula
