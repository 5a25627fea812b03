#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// The nearest whole number, halves to the even one; constant for gradients.
struct Round : Unary {
  static constexpr const char* onnx = "Round";
  template <class N> static N value(N x) { return round_even(x); }
};

}  // namespace ansatz::formula
