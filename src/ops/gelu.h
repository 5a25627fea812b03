#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// x · Φ(x) with the normal distribution function Φ.
/// Activation: Hendrycks and Gimpel 2016, arXiv:1606.08415.
struct Gelu : Unary {
  template <class N> static N value(N x) { return x * N(0.5) * (N(1) + error_function(x * N(0.70710678118654752))); }
  template <class A> static A gradient(A x, A, A dy) {
    A distribution = (erf(x * 0.70710678118654752) + 1.0) * 0.5;
    A density = exp(square(x) * -0.5) * 0.39894228040143268;
    return dy * (distribution + x * density);
  }
};

}  // namespace ansatz::formula
