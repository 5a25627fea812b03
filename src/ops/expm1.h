#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// eˣ - 1, accurate near 0.
struct Expm1 : Unary {
  template <class N> static N value(N x) { return exponential_minus_1(x); }
  template <class A> static A gradient(A, A y, A dy) { return dy * (y + 1.0); }
};

}  // namespace ansatz::formula
