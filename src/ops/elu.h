#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// x for positive x, eˣ - 1 for others.
/// Activation: Clevert et al. 2015, arXiv:1511.07289.
struct Elu : Unary {
  static constexpr const char* onnx = "Elu";
  template <class N> static N value(N x) { return larger(x, N(0)) + exponential_minus_1(smaller(x, N(0))); }
  template <class A> static A gradient(A x, A y, A dy) { return dy * where(x > 0.0, 1.0, y + 1.0); }
};

}  // namespace ansatz::formula
