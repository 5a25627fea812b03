#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// 1 / √x.
struct Rsqrt : Unary {
  static constexpr Interval tested{0.1, 8};
  template <class N> static N value(N x) { return N(1) / square_root(x); }
  template <class A> static A gradient(A, A y, A dy) { return dy * -0.5 * y * square(y); }
};

}  // namespace ansatz::formula
