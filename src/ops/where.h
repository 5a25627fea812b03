#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// a where the condition holds, b elsewhere.
struct Where : Ternary {
  static constexpr Domain domain = Domain::numeric;
  static constexpr int conditions = 1;
  static constexpr const char* onnx = "Where";
  template <class N> static N value(N condition, N a, N b) { return where(condition, a, b); }
  template <class A> static std::array<A, 3> gradient(A condition, A, A, A, A dy) {
    return {dy, gate(condition, dy), gate(!condition, dy)};
  }
};

}  // namespace ansatz::formula
