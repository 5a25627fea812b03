#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// x held within [low, high]; `high` wins where the bounds cross.
struct Clip : Ternary {
  static constexpr Domain domain = Domain::numeric;
  static constexpr const char* onnx = "Clip";
  template <class N> static N value(N x, N low, N high) { return smaller(larger(x, low), high); }
  template <class A> static std::array<A, 3> gradient(A x, A low, A high, A, A dy) {
    A crossed = low > high;
    return {where(x >= low && x <= high, dy, 0.0), where(x < low && !crossed, dy, 0.0),
            where(x > high || crossed, dy, 0.0)};
  }
};

}  // namespace ansatz::formula
