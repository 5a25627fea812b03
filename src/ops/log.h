#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// The natural logarithm.
struct Log : Unary {
  static constexpr const char* onnx = "Log";
  static constexpr Interval tested{0.1, 8};
  template <class N> static N value(N x) { return logarithm(x); }
  template <class A> static A gradient(A x, A, A dy) { return dy / x; }
};

}  // namespace ansatz::formula
