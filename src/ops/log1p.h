#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// log(1 + x), accurate near 0.
struct Log1p : Unary {
  static constexpr Interval tested{-0.9, 8};
  template <class N> static N value(N x) { return logarithm_plus_1(x); }
  template <class A> static A gradient(A x, A, A dy) { return dy / (x + 1.0); }
};

}  // namespace ansatz::formula
