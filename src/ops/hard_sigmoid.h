#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// x/6 + 1/2 held within [0, 1]: a sigmoid of straight lines. The derivative at the corners is 0.
/// Activation: Howard et al. 2019, arXiv:1905.02244.
struct HardSigmoid : Unary {
  template <class N> static N value(N x) { return smaller(larger(x + N(3), N(0)), N(6)) * N(1.0 / 6); }
  template <class A> static A gradient(A x, A, A dy) { return where(abs(x) < 3.0, dy * (1.0 / 6), 0.0); }
};

}  // namespace ansatz::formula
