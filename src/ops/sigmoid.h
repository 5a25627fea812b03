#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// The logistic function 1 / (1 + e⁻ˣ), in [0, 1].
/// Activation: Rumelhart, Hinton and Williams 1986, "Learning representations by back-propagating errors".
struct Sigmoid : Unary {
  static constexpr const char* onnx = "Sigmoid";
  template <class N> static N value(N x) {
    // Only the exponential of a negative number: nothing overflows, and the left tail keeps its digits.
    const N e = exponential(-magnitude(x));
    return where(is_less(x, N(0)), e, N(1)) / (N(1) + e);
  }
  template <class A> static A gradient(A, A y, A dy) { return dy * y * (1.0 - y); }
};

}  // namespace ansatz::formula
