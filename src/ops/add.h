#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// a + b.
struct Add : Binary {
  static constexpr Domain domain = Domain::numeric;
  static constexpr bool commutative = true;
  static constexpr const char* onnx = "Add";
  template <class N> static N value(N a, N b) { return a + b; }
  template <class A> static std::array<A, 2> gradient(A, A, A, A dy) { return {dy, dy}; }
};

}  // namespace ansatz::formula
