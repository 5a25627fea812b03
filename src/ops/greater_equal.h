#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// a ≥ b.
struct GreaterEqual : Binary {
  static constexpr Domain domain = Domain::numeric;
  static constexpr Result result = Result::boolean;
  static constexpr const char* onnx = "GreaterOrEqual";
  template <class N> static N value(N a, N b) { return is_less_equal(b, a); }
};

}  // namespace ansatz::formula
