#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// a > b.
struct Greater : Binary {
  static constexpr Domain domain = Domain::numeric;
  static constexpr Result result = Result::boolean;
  static constexpr const char* onnx = "Greater";
  template <class N> static N value(N a, N b) { return is_less(b, a); }
};

}  // namespace ansatz::formula
