#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// log(1 + eˣ), a smooth relu.
/// Activation: Dugas et al. 2001, "Incorporating second-order functional knowledge for better option pricing".
struct Softplus : Unary {
  static constexpr const char* onnx = "Softplus";
  template <class N> static N value(N x) { return larger(x, N(0)) + logarithm_plus_1(exponential(-magnitude(x))); }
  template <class A> static A gradient(A x, A, A dy) { return dy * sigmoid(x); }
};

}  // namespace ansatz::formula
