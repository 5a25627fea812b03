// The mathematical functions that formulas use, for C++'s own numbers. SIMD lanes (cpu/lanes.h) bring the same names.
// Formulas call them unqualified, so that one text serves double, float, integers and vectors.
// Truth is a number: 1 where a comparison holds, 0 where not; choices are written where(c, a, b).
#pragma once

#include <cmath>
#include <cstdint>
#include <type_traits>

namespace ansatz::formula {

template <class N>
concept Scalar = std::is_arithmetic_v<N>;
template <class N>
concept Real = std::is_floating_point_v<N>;

template <Scalar N> N where(N condition, N a, N b) { return condition != N{0} ? a : b; }
template <Scalar N> N is_less(N a, N b) { return static_cast<N>(a < b); }
template <Scalar N> N is_less_equal(N a, N b) { return static_cast<N>(a <= b); }
template <Scalar N> N is_equal(N a, N b) { return static_cast<N>(a == b); }
// NaN wins, as in NumPy and PyTorch.
template <Scalar N> N larger(N a, N b) { return a != a ? a : (b != b ? b : (a < b ? b : a)); }
template <Scalar N> N smaller(N a, N b) { return a != a ? a : (b != b ? b : (b < a ? b : a)); }
template <Scalar N> N magnitude(N x) { return x < N{0} ? static_cast<N>(-x) : x; }

template <Real N> N multiply_add(N a, N b, N c) { return a * b + c; }
template <Real N> N negative_multiply_add(N a, N b, N c) { return c - a * b; }
template <Real N> N square_root(N x) { return std::sqrt(x); }
template <Real N> N round_down(N x) { return std::floor(x); }
template <Real N> N round_even(N x) { return std::nearbyint(x); }
template <Real N> N exponential(N x) { return std::exp(x); }
template <Real N> N exponential_minus_1(N x) { return std::expm1(x); }
template <Real N> N logarithm(N x) { return std::log(x); }
template <Real N> N logarithm_plus_1(N x) { return std::log1p(x); }
template <Real N> N hyperbolic_tangent(N x) { return std::tanh(x); }
template <Real N> N error_function(N x) { return std::erf(x); }
template <Real N> N sine(N x) { return std::sin(x); }
template <Real N> N cosine(N x) { return std::cos(x); }

// std::pow for integers by squaring; a negative exponent gives 0 but for bases 1 and -1.
template <Scalar N>
N raise(N base, N exponent) {
  if constexpr (Real<N>) {
    return std::pow(base, exponent);
  } else {
    if (exponent < N{0}) return base == N{1} ? N{1} : (base == static_cast<N>(-1) ? (exponent % 2 ? base : N{1}) : N{0});
    N result{1};
    for (; exponent; exponent = static_cast<N>(exponent / 2), base = static_cast<N>(base * base))
      if (exponent % 2) result = static_cast<N>(result * base);
    return result;
  }
}

}  // namespace ansatz::formula
