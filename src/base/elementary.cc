#include "base/elementary.h"

#include <cmath>
#include <cstdint>
#include <limits>

namespace ansatz::elementary {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

// ln 2 in two parts; the first has so few bits that its product with an exponent is exact.
constexpr double ln2_high = 0x1.62e42feep-1, ln2_low = 0x1.a39ef35793c76p-33;
constexpr double root_half = 0.70710678118654752;

// Σ xⁿ/n! for n = 1 …, |x| ≤ ½.
double exponential_series(double x) {
  double sum = 1;
  for (int n = 16; n > 1; --n) sum = 1 + sum * x / n;
  return sum * x;
}

// log((1 + s) / (1 - s)) = 2 (s + s³/3 + s⁵/5 + …), |s| ≤ 0.172.
double logarithm_series(double s) {
  const double square = s * s;
  double sum = 0;
  for (int n = 21; n >= 1; n -= 2) sum = sum * square + 2.0 / n;
  return sum * s;
}

// The bits of 2/π behind the point, the first one at the top.
constexpr std::uint64_t two_over_pi[] = {0xa2f9836e4e441529, 0xfc2757d1f534ddc0, 0xdb6295993c439041, 0xfe5163abdebbc561,
                                         0xb7246e3a424dd2e0, 0x06492eea09d1921c, 0xfe1deb1cb129a73e, 0xe88235f52ebb4484,
                                         0xe99c7026b45f7e41, 0x3991d639835339f4, 0x9c845f8bbdf9283b, 0x1ff897ffde05980f,
                                         0xef2f118b5a0a6d1f, 0x6d367ecf27cb09b7, 0x4f463f669e5fea2d, 0x7527bac7ebe5f17b,
                                         0x3d0739f78a5292ea, 0x6bfb5fb11f8d5d08, 0x56033046fc7b6bab};

// 64 bits of 2/π from a place on; there are zeros before the first.
std::uint64_t bits_from(int place) {
  const int word = (place + 64) / 64 - 1, shift = (place + 64) % 64;
  const std::uint64_t upper = word < 0 ? 0 : two_over_pi[word], lower = two_over_pi[word + 1];
  return shift == 0 ? upper : upper << shift | lower >> (64 - shift);
}

struct Reduced {
  double rest;   // |rest| ≤ π/4
  int quadrant;  // |x| = rest + quadrant · π/2, but for whole turns
};

Reduced reduce(double x) {
  x = std::fabs(x);
  if (x <= 0.785) return {x, 0};
  int exponent = 0;
  const auto mantissa = static_cast<std::uint64_t>(std::ldexp(std::frexp(x, &exponent), 53));
  exponent -= 53;
  // x · 2/π modulo 4, from the 192 bits of 2/π that matter: those before them give whole turns.
  using Wide = unsigned __int128;
  const Wide low = Wide{mantissa} * bits_from(exponent + 126);
  const Wide middle = Wide{mantissa} * bits_from(exponent + 62) + (low >> 64);
  const std::uint64_t high = mantissa * bits_from(exponent - 2) + static_cast<std::uint64_t>(middle >> 64);
  const Wide fraction =
      Wide{high} << 66 | Wide{static_cast<std::uint64_t>(middle)} << 2 | static_cast<std::uint64_t>(low) >> 62;
  // Two bits say the quadrant; the others, with a sign, what is left to the nearest multiple of π/2.
  const int quadrant = static_cast<int>(high >> 62) + static_cast<int>(fraction >> 127);
  return {static_cast<double>(static_cast<__int128>(fraction)) * 0x1p-128 * 1.5707963267948966, quadrant % 4};
}

double sine_series(double x) {
  const double square = x * x;
  double sum = 1;
  for (int n = 18; n > 0; n -= 2) sum = 1 - sum * square / (n * (n + 1));
  return sum * x;
}

double cosine_series(double x) {
  const double square = x * x;
  double sum = 1;
  for (int n = 17; n > 0; n -= 2) sum = 1 - sum * square / (n * (n + 1));
  return sum;
}

double sine_of(Reduced x) {
  const double value = x.quadrant % 2 ? cosine_series(x.rest) : sine_series(x.rest);
  return x.quadrant >= 2 ? -value : value;
}

// erfc x for x ≥ 2: the continued fraction of Abramowitz and Stegun, 7.1.14.
double complement_of_error_function(double x) {
  if (x > 30) return 0;
  double fraction = x;
  for (int n = 60; n > 0; --n) fraction = x + 0.5 * n / fraction;
  return exp(-x * x) * 0.56418958354775629 / fraction;  // 1/√π
}

}  // namespace

double exp(double x) {
  if (std::isnan(x)) return x;
  if (x > 710) return infinity;
  if (x < -746) return 0;
  const double power = std::nearbyint(x * 1.4426950408889634);
  const double rest = (x - power * ln2_high) - power * ln2_low;
  return std::ldexp(1 + exponential_series(rest), static_cast<int>(power));
}

double expm1(double x) { return std::fabs(x) < 0.5 ? exponential_series(x) : exp(x) - 1; }

double log(double x) {
  if (std::isnan(x) || x == infinity) return x;
  if (x < 0) return not_a_number;
  if (x == 0) return -infinity;
  int exponent = 0;
  double mantissa = std::frexp(x, &exponent);
  if (mantissa < root_half) {
    mantissa *= 2;
    --exponent;
  }
  const double series = logarithm_series((mantissa - 1) / (mantissa + 1));
  return exponent * ln2_high + (series + exponent * ln2_low);
}

double log1p(double x) { return std::fabs(x) < 0.25 ? logarithm_series(x / (2 + x)) : log(1 + x); }

double tanh(double x) {
  if (std::isnan(x)) return x;
  if (std::fabs(x) > 20) return std::copysign(1.0, x);
  const double power = expm1(2 * std::fabs(x));
  return std::copysign(power / (power + 2), x);
}

double atan(double x) {
  if (std::isnan(x)) return x;
  const double size = std::fabs(x);
  if (size > 1) return std::copysign(1.5707963267948966 - atan(1 / size), x);
  // Half the angle, twice: atan x = 2·atan(x / (1 + √(1 + x²))). Then x - x³/3 + x⁵/5 - …, |x| ≤ 0.199.
  double part = size;
  for (int i = 0; i < 2; ++i) part = part / (1 + std::sqrt(1 + part * part));
  const double square = part * part;
  double sum = 0;
  for (int n = 25; n >= 1; n -= 2) sum = 1.0 / n - sum * square;
  return std::copysign(4 * part * sum, x);
}

double erf(double x) {
  if (std::isnan(x)) return x;
  const double size = std::fabs(x);
  if (size > 6) return std::copysign(1.0, x);
  if (size >= 2) return std::copysign(1 - complement_of_error_function(size), x);
  // Abramowitz and Stegun, 7.1.6: no term is negative, so nothing cancels.
  const double square = 2 * x * x;
  double sum = 1;
  for (int n = 45; n > 0; --n) sum = 1 + sum * square / (2 * n + 1);
  return 1.1283791670955126 * x * exp(-x * x) * sum;  // 2/√π
}

double erfc(double x) { return x < 2 || std::isnan(x) ? 1 - erf(x) : complement_of_error_function(x); }

double sin(double x) {
  if (!std::isfinite(x)) return not_a_number;
  return std::copysign(1.0, x) * sine_of(reduce(x));
}

double cos(double x) {
  if (!std::isfinite(x)) return not_a_number;
  const Reduced reduced = reduce(x);
  return sine_of({reduced.rest, (reduced.quadrant + 1) % 4});
}

double pow(double x, double y) {
  if (y == 0 || x == 1) return 1;
  if (std::isnan(x) || std::isnan(y)) return not_a_number;
  const bool whole = std::trunc(y) == y, odd = whole && std::trunc(y / 2) * 2 != y;
  const double sign = odd && std::signbit(x) ? -1.0 : 1.0, size = std::fabs(x);
  if (x < 0 && !whole && std::isfinite(x)) return not_a_number;
  if (size == 1) return sign;
  return sign * exp(y * log(size));
}

}  // namespace ansatz::elementary
