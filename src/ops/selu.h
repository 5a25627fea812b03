#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// The self-normalising unit: λ x for positive x, λ α (eˣ - 1) for others.
/// Activation: Klambauer et al. 2017, arXiv:1706.02515.
struct Selu : Unary {
  static constexpr const char* onnx = "Selu";
  template <class N> static N value(N x) {
    const N negative = N(1.7580993408473766) * exponential_minus_1(smaller(x, N(0)));
    return N(1.0507009873554805) * larger(x, N(0)) + negative;
  }
  template <class A> static A gradient(A x, A y, A dy) {
    return dy * where(x > 0.0, 1.0507009873554805, y + 1.7580993408473766);
  }
};

}  // namespace ansatz::formula
