#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// The error function 2/√π ∫₀ˣ exp(-t²) dt, in [-1, 1].
struct Erf : Unary {
  static constexpr const char* onnx = "Erf";
  template <class N> static N value(N x) { return error_function(x); }
  template <class A> static A gradient(A x, A, A dy) { return dy * exp(-square(x)) * 1.1283791670955126; }
};

}  // namespace ansatz::formula
