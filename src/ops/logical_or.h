#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// At least one holds.
struct LogicalOr : Binary {
  static constexpr Domain domain = Domain::logical;
  static constexpr Result result = Result::boolean;
  static constexpr bool commutative = true;
  static constexpr const char* onnx = "Or";
  template <class N> static N value(N a, N b) { return larger(a, b); }
};

}  // namespace ansatz::formula
