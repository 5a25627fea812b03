#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// The largest whole number that is at most x; constant for gradients.
struct Floor : Unary {
  static constexpr const char* onnx = "Floor";
  template <class N> static N value(N x) { return round_down(x); }
};

}  // namespace ansatz::formula
