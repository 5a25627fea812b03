#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// The hyperbolic sine, (eˣ - e⁻ˣ)/2.
struct Sinh : Unary {
  static constexpr const char* onnx = "Sinh";
  template <class N> static N value(N x) { return (exponential_minus_1(x) - exponential_minus_1(-x)) * N(0.5); }
  template <class A> static A gradient(A x, A, A dy) { return dy * cosh(x); }
};

}  // namespace ansatz::formula
