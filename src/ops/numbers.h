// The mathematical functions that formulas use, for C++'s own numbers. SIMD lanes (cpu/lanes.h) bring the same names.
// Formulas call them unqualified, so that one text serves double, float, integers and vectors.
// Truth is a number: 1 where a comparison holds, 0 where not; choices are written where(c, a, b).
#pragma once

#include <cmath>
#include <concepts>
#include <cstdint>
#include <type_traits>

#include "base/elementary.h"

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

// In double the C library's, as a reference; in float rounded from base/elementary.h, so that the bits are the same on
// every machine.
#define ANSATZ_ELEMENTARY(name, function)                   \
  inline double name(double x) { return std::function(x); } \
  inline float name(float x) { return static_cast<float>(elementary::function(x)); }
ANSATZ_ELEMENTARY(exponential, exp)
ANSATZ_ELEMENTARY(exponential_minus_1, expm1)
ANSATZ_ELEMENTARY(logarithm, log)
ANSATZ_ELEMENTARY(logarithm_plus_1, log1p)
ANSATZ_ELEMENTARY(hyperbolic_tangent, tanh)
ANSATZ_ELEMENTARY(error_function, erf)
ANSATZ_ELEMENTARY(sine, sin)
ANSATZ_ELEMENTARY(cosine, cos)
ANSATZ_ELEMENTARY(arc_tangent, atan)
#undef ANSATZ_ELEMENTARY
inline double raise(double base, double exponent) { return std::pow(base, exponent); }
inline float raise(float base, float exponent) { return static_cast<float>(elementary::pow(base, exponent)); }

// By squaring; a negative exponent gives 0 but for bases 1 and -1.
template <std::integral N> N raise(N base, N exponent) {
  if (exponent < N{0}) return base == N{1} ? N{1} : (base == static_cast<N>(-1) ? (exponent % 2 ? base : N{1}) : N{0});
  N result{1};
  for (; exponent; exponent = static_cast<N>(exponent / 2), base = static_cast<N>(base * base))
    if (exponent % 2) result = static_cast<N>(result * base);
  return result;
}

}  // namespace ansatz::formula
