#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// True becomes false.
struct LogicalNot : Unary {
  static constexpr Domain domain = Domain::logical;
  static constexpr Result result = Result::boolean;
  static constexpr const char* onnx = "Not";
  template <class N> static N value(N x) { return N(1) - x; }
};

}  // namespace ansatz::formula
