#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// max(x, 0); the derivative at 0 is 0.
/// Activation: Nair and Hinton 2010, "Rectified linear units improve restricted Boltzmann machines".
struct Relu : Unary {
  static constexpr Domain domain = Domain::numeric;
  static constexpr const char* onnx = "Relu";
  template <class N> static N value(N x) { return larger(x, N(0)); }
  template <class A> static A gradient(A, A y, A dy) { return gate(y > 0.0, dy); }
};

}  // namespace ansatz::formula
