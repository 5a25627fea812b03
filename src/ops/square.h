#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// x².
struct Square : Unary {
  static constexpr Domain domain = Domain::numeric;
  template <class N> static N value(N x) { return x * x; }
  template <class A> static A gradient(A x, A, A dy) { return dy * (x * 2.0); }
};

}  // namespace ansatz::formula
