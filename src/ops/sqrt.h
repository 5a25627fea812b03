#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// The square root.
struct Sqrt : Unary {
  static constexpr const char* onnx = "Sqrt";
  static constexpr Interval tested{0.1, 8};
  template <class N> static N value(N x) { return square_root(x); }
  template <class A> static A gradient(A, A y, A dy) { return dy * 0.5 / y; }
};

}  // namespace ansatz::formula
