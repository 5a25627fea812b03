#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// x held within [-1, 1]. The derivative at the corners is 0.
/// Activation: Collobert 2004, "Large scale machine learning".
struct HardTanh : Unary {
  template <class N> static N value(N x) { return larger(smaller(x, N(1)), N(-1)); }
  template <class A> static A gradient(A x, A, A dy) { return gate(abs(x) < 1.0, dy); }
};

}  // namespace ansatz::formula
