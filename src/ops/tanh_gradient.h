#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// dy·(1 - y²): what the gradient dy of y = tanh(x) gives to x, in one operation.
struct TanhGradient : Binary {
  template <class N> static N value(N dy, N y) { return dy * negative_multiply_add(y, y, N(1)); }
  template <class A> static std::array<A, 2> gradient(A dy, A y, A, A d) { return {tanh_gradient(d, y), d * dy * y * -2.0}; }
};

}  // namespace ansatz::formula
