#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// The inverse of the hyperbolic cosine for x ≥ 1: log(x + √(x² - 1)); NaN below 1.
struct Acosh : Unary {
  static constexpr const char* onnx = "Acosh";
  static constexpr Interval tested{1.1, 8};
  template <class N> static N value(N x) {
    const N above = x - N(1);
    const N near = logarithm_plus_1(above + square_root(above * (above + N(2))));
    return where(is_less(N(1e9), x), logarithm(x) + N(0.69314718055994530942), near);
  }
  template <class A> static A gradient(A x, A, A dy) { return dy * rsqrt((x - 1.0) * (x + 1.0)); }
};

}  // namespace ansatz::formula
