#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// The approximation of gelu by a tanh: x/2 · (1 + tanh u), u = √(2/π)(x + 0.044715 x³).
/// Activation: Hendrycks and Gimpel 2016, arXiv:1606.08415.
struct GeluTanh : Unary {
  template <class N> static N value(N x) {
    // (1 + tanh u) / 2 is the logistic function of 2u, which loses no digits for negative u.
    const N u2 = x * (N(1.5957691216057308) + N(0.07135481627260025) * (x * x));
    const N e = exponential(-magnitude(u2));
    return x * (where(is_less(u2, N(0)), e, N(1)) / (N(1) + e));
  }
  template <class A> static A gradient(A x, A y, A dy) {
    A x2 = square(x);
    A s = sigmoid(x * (x2 * 0.07135481627260025 + 1.5957691216057308));
    A slope = x2 * 0.21406444881780076 + 1.5957691216057308;
    return dy * (s + y * (1.0 - s) * slope);
  }
};

}  // namespace ansatz::formula
