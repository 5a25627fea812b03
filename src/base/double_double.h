// Numbers of about 32 digits: the unevaluated sum of two doubles (Dekker 1971, "A floating-point technique for extending
// the available precision"; Hida, Li and Bailey 2001, "Algorithms for quad-double precision arithmetic").
#pragma once

#include <cmath>

namespace ansatz {

/// high + low, where high is the sum rounded to double.
struct DoubleDouble {
  double high = 0, low = 0;

  DoubleDouble() = default;
  DoubleDouble(double value) : high(value) {}
  DoubleDouble(double large, double small) : high(large), low(small) {}
  explicit operator double() const { return high; }
};

/// a + b exactly (Knuth's two-sum).
inline DoubleDouble exact_sum(double a, double b) {
  const double sum = a + b, part = sum - a;
  return {sum, (a - (sum - part)) + (b - part)};
}
/// The same where |a| ≥ |b|.
inline DoubleDouble exact_sum_of_ordered(double a, double b) {
  const double sum = a + b;
  return {sum, b - (sum - a)};
}
/// a · b exactly.
inline DoubleDouble exact_product(double a, double b) {
  const double product = a * b;
  return {product, std::fma(a, b, -product)};
}

inline DoubleDouble operator-(DoubleDouble a) { return {-a.high, -a.low}; }
inline DoubleDouble operator+(DoubleDouble a, DoubleDouble b) {
  DoubleDouble sum = exact_sum(a.high, b.high);
  const DoubleDouble low = exact_sum(a.low, b.low);
  sum = exact_sum_of_ordered(sum.high, sum.low + low.high);
  return exact_sum_of_ordered(sum.high, sum.low + low.low);
}
inline DoubleDouble operator-(DoubleDouble a, DoubleDouble b) { return a + -b; }
inline DoubleDouble operator*(DoubleDouble a, DoubleDouble b) {
  const DoubleDouble product = exact_product(a.high, b.high);
  return exact_sum_of_ordered(product.high, product.low + (a.high * b.low + a.low * b.high));
}
/// By long division in three steps.
inline DoubleDouble operator/(DoubleDouble a, DoubleDouble b) {
  const double first = a.high / b.high;
  DoubleDouble rest = a - b * first;
  const double second = rest.high / b.high;
  rest = rest - b * second;
  const DoubleDouble quotient = exact_sum_of_ordered(first, second);
  return quotient + rest.high / b.high;
}
/// For a ≥ 0, by a step of Newton's method (Karp and Markstein 1997).
inline DoubleDouble square_root(DoubleDouble a) {
  if (!(a.high > 0)) return a.high == 0 ? 0.0 : std::sqrt(a.high);
  const double inverse = 1 / std::sqrt(a.high), root = a.high * inverse;
  return exact_sum(root, (a - exact_product(root, root)).high * (inverse * 0.5));
}

}  // namespace ansatz
