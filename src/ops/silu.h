#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// x · sigmoid(x), also called swish.
/// Activation: Elfwing et al. 2017, arXiv:1702.03118.
struct Silu : Unary {
  template <class N> static N value(N x) {
    const N e = exponential(-magnitude(x));
    return x * (where(is_less(x, N(0)), e, N(1)) / (N(1) + e));
  }
  template <class A> static A gradient(A x, A y, A dy) {
    A s = sigmoid(x);
    return dy * (s + y * (1.0 - s));
  }
};

}  // namespace ansatz::formula
