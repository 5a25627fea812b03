#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// x · tanh(softplus(x)).
/// Activation: Misra 2019, arXiv:1908.08681.
struct Mish : Unary {
  template <class N> static N value(N x) {
    // With n = eˣ, tanh(log(1 + n)) = (n² + 2n) / (n² + 2n + 2); for positive x both are divided by n².
    const N e = exponential(-magnitude(x));
    const N negative = is_less(x, N(0));
    const N above = where(negative, e * (e + N(2)), N(1) + N(2) * e);
    return x * (above / (above + where(negative, N(2), N(2) * (e * e))));
  }
  template <class A> static A gradient(A x, A, A dy) {
    // With s = σ(x) and u = σ(-x)², tanh(softplus(x)) = s (2 - s) / (1 + u) and its square is 1 - 4u / (1 + u)²;
    // so nothing cancels where the tangent is near 1.
    A s = sigmoid(x);
    A u = square(sigmoid(-x));
    A over = reciprocal(1.0 + u);
    return dy * (s * over * (2.0 - s + 4.0 * x * u * over));
  }
};

}  // namespace ansatz::formula
