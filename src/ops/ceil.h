#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// The smallest whole number that is at least x; constant for gradients.
struct Ceil : Unary {
  static constexpr const char* onnx = "Ceil";
  template <class N> static N value(N x) { return -round_down(-x); }
};

}  // namespace ansatz::formula
