#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// a · b.
struct Multiply : Binary {
  static constexpr Domain domain = Domain::numeric;
  static constexpr bool commutative = true;
  static constexpr const char* onnx = "Mul";
  template <class N> static N value(N a, N b) { return a * b; }
  template <class A> static std::array<A, 2> gradient(A a, A b, A, A dy) { return {dy * b, dy * a}; }
};

}  // namespace ansatz::formula
