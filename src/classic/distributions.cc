#include "classic/distributions.h"

#include <cmath>
#include <limits>
#include <utility>

namespace ansatz {
namespace {

// The continued fraction of I_x(a, b) (DLMF 8.17.22) by Lentz's method; converges fast for x < (a + 1)/(a + b + 2).
double beta_fraction(double a, double b, double x, double y) {
  constexpr double tiny = 1e-300;
  const auto guarded = [](double value) { return std::abs(value) < tiny ? tiny : value; };
  // 1 - (a + b)x/(a + 1), written so that nothing cancels at x near 1.
  double c = 1, d = 1 / guarded((1 - b + (a + b) * y) / (a + 1)), fraction = d;
  for (int m = 1; m < 100000; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / guarded(1 + even * d);
    c = guarded(1 + even / c);
    fraction *= d * c;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / guarded(1 + odd * d);
    c = guarded(1 + odd / c);
    fraction *= d * c;
    if (std::abs(d * c - 1) < 1e-15) break;
  }
  return fraction;
}

// log Γ(a) - log Γ(a + ½), by Stirling's series where the difference of two large logarithms would lose digits.
double log_gamma_drop(double a) {
  if (a < 30) return std::lgamma(a) - std::lgamma(a + 0.5);
  const auto series = [](double z) {
    const double s = 1 / (z * z);
    return (1.0 / 12 - s * (1.0 / 360 - s * (1.0 / 1260 - s / 1680))) / z;
  };
  // (a - ½)·log a - a - a·log(a + ½) + a + ½ = -½·log a - a·log1p(1/(2a)) + ½
  return -0.5 * std::log(a) - a * std::log1p(0.5 / a) + 0.5 + series(a) - series(a + 0.5);
}

double log_beta(double a, double b) {
  if (b == 0.5) return log_gamma_drop(a) + std::lgamma(0.5);
  if (a == 0.5) return log_gamma_drop(b) + std::lgamma(0.5);
  return std::lgamma(a) + std::lgamma(b) - std::lgamma(a + b);
}

}  // namespace

double incomplete_beta(double a, double b, double x, double y) {
  if (!(x > 0)) return x == 0 ? 0 : std::numeric_limits<double>::quiet_NaN();
  if (!(y > 0)) return 1;
  const auto logarithm = [](double u, double v) { return u < 0.5 ? std::log(u) : std::log1p(-v); };
  const double front = std::exp(a * logarithm(x, y) + b * logarithm(y, x) - log_beta(a, b));
  if (x < (a + 1) / (a + b + 2)) return front * beta_fraction(a, b, x, y) / a;
  return 1 - front * beta_fraction(b, a, y, x) / b;
}

double student_t_two_sided(double t, double degrees_of_freedom) {
  const double n = degrees_of_freedom, square = t * t;
  if (std::isinf(square)) return 0;
  return incomplete_beta(n / 2, 0.5, n / (n + square), square / (n + square));
}

double student_t_quantile(double level, double degrees_of_freedom) {
  const double outside = 1 - level;
  double low = 0, high = 1;
  while (student_t_two_sided(high, degrees_of_freedom) > outside && high < 1e300) low = high, high *= 2;
  while (true) {
    const double middle = 0.5 * (low + high);
    if (middle <= low || middle >= high) return middle;
    (student_t_two_sided(middle, degrees_of_freedom) > outside ? low : high) = middle;
  }
}

double f_upper_tail(double f, double numerator_degrees, double denominator_degrees) {
  if (!(f > 0)) return 1;
  const double scaled = numerator_degrees * f, sum = denominator_degrees + scaled;
  if (std::isinf(sum)) return 0;
  return incomplete_beta(denominator_degrees / 2, numerator_degrees / 2, denominator_degrees / sum, scaled / sum);
}

double normal_two_sided(double z) { return std::erfc(std::abs(z) * 0.70710678118654752440); }

}  // namespace ansatz
