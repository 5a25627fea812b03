#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// From a (t = 0) to b (t = 1) in a straight line: a + t · (b - a).
struct Lerp : Ternary {
  template <class N> static N value(N a, N b, N t) { return a + t * (b - a); }
  template <class A> static std::array<A, 3> gradient(A a, A b, A t, A, A dy) {
    A to_b = dy * t;
    return {dy - to_b, to_b, dy * (b - a)};
  }
};

}  // namespace ansatz::formula
