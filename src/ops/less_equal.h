#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// a ≤ b.
struct LessEqual : Binary {
  static constexpr Domain domain = Domain::numeric;
  static constexpr Result result = Result::boolean;
  static constexpr const char* onnx = "LessOrEqual";
  template <class N> static N value(N a, N b) { return is_less_equal(a, b); }
};

}  // namespace ansatz::formula
