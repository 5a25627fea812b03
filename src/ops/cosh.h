#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// The hyperbolic cosine, (eˣ + e⁻ˣ)/2.
struct Cosh : Unary {
  static constexpr const char* onnx = "Cosh";
  template <class N> static N value(N x) { return (exponential(x) + exponential(-x)) * N(0.5); }
  template <class A> static A gradient(A x, A, A dy) { return dy * sinh(x); }
};

}  // namespace ansatz::formula
