#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// x / (1 + |x|), in (-1, 1).
/// Activation: Turian, Bergstra and Bengio 2009, "Quadratic features and deep architectures for chunking".
struct Softsign : Unary {
  static constexpr const char* onnx = "Softsign";
  template <class N> static N value(N x) { return x / (N(1) + magnitude(x)); }
  template <class A> static A gradient(A x, A, A dy) { return dy / square(abs(x) + 1.0); }
};

}  // namespace ansatz::formula
