#pragma once

#include "ops/formula.h"

namespace ansatz::formula {

/// aᵇ. Real: as pow of C, NaN for a negative base and a fractional exponent. Integer: a negative exponent gives 0 but
/// for the bases 1 and -1. The derivative with respect to an exponent is 0 where the base is 0.
struct Power : Binary {
  static constexpr Domain domain = Domain::numeric;
  static constexpr const char* onnx = "Pow";
  static constexpr Interval tested{0.5, 3};
  template <class N> static N value(N a, N b) { return raise(a, b); }
  template <class A> static std::array<A, 2> gradient(A a, A b, A y, A dy) {
    // b·aᵇ⁻¹ is 0·∞ at a = b = 0, and y·log a is 0·∞ at a = 0.
    return {where(b == 0.0, 0.0, dy * b * power(a, b - 1.0)),
            where(a == 0.0, 0.0, dy * y * log(where(a == 0.0, 1.0, a)))};
  }
};

}  // namespace ansatz::formula
