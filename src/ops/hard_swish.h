#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// x · hard_sigmoid(x).
/// Activation: Howard et al. 2019, arXiv:1905.02244.
struct HardSwish : Unary {
  static constexpr const char* onnx = "HardSwish";
  template <class N> static N value(N x) { return x * (smaller(larger(x + N(3), N(0)), N(6)) * N(1.0 / 6)); }
  template <class A> static A gradient(A x, A, A dy) {
    return dy * where(x > -3.0, where(x <= 3.0, x * (1.0 / 3) + 0.5, 1.0), 0.0);
  }
};

}  // namespace ansatz::formula
