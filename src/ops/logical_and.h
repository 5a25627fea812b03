#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// Both hold.
struct LogicalAnd : Binary {
  static constexpr Domain domain = Domain::logical;
  static constexpr Result result = Result::boolean;
  static constexpr bool commutative = true;
  static constexpr const char* onnx = "And";
  template <class N> static N value(N a, N b) { return a * b; }
};

}  // namespace ansatz::formula
