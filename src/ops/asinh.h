#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// The inverse of the hyperbolic sine: log(x + √(x² + 1)).
struct Asinh : Unary {
  static constexpr const char* onnx = "Asinh";
  template <class N> static N value(N x) {
    const N size = magnitude(x);
    // With the 1 of √(x² + 1) taken out, nothing cancels at small x; where x² would be too large, the 1 no longer counts.
    const N near = logarithm_plus_1(size + size * size / (N(1) + square_root(size * size + N(1))));
    const N far = logarithm(size) + N(0.69314718055994530942);
    const N y = where(is_less(N(1e9), size), far, near);
    return where(is_less(x, N(0)), -y, y);
  }
  template <class A> static A gradient(A x, A, A dy) { return dy * rsqrt(square(x) + 1.0); }
};

}  // namespace ansatz::formula
