#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// log(sigmoid(x)), without overflow.
/// Activation: the logarithm of the logistic function.
struct LogSigmoid : Unary {
  template <class N> static N value(N x) { return smaller(x, N(0)) - logarithm_plus_1(exponential(-magnitude(x))); }
  template <class A> static A gradient(A x, A, A dy) { return dy * sigmoid(-x); }
};

}  // namespace ansatz::formula
