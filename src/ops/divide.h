#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// a / b.
struct Divide : Binary {
  static constexpr const char* onnx = "Div";
  static constexpr Interval tested{0.5, 4};
  template <class N> static N value(N a, N b) { return a / b; }
  template <class A> static std::array<A, 2> gradient(A, A b, A y, A dy) {
    A da = dy / b;
    return {da, -(da * y)};
  }
};

}  // namespace ansatz::formula
