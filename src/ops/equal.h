#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// a = b.
struct Equal : Binary {
  static constexpr Domain domain = Domain::numeric;
  static constexpr Result result = Result::boolean;
  static constexpr bool commutative = true;
  static constexpr const char* onnx = "Equal";
  template <class N> static N value(N a, N b) { return is_equal(a, b); }
};

}  // namespace ansatz::formula
