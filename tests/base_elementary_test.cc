// The elementary functions against the C library's in long double.
#include "base/elementary.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace ansatz {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

// At `count` random numbers from [low, high] and at special ones.
void expect_close(const char* name, double (*f)(double), long double (*exact)(long double), double low, double high,
                  double tolerance = 1e-15) {
  SCOPED_TRACE(name);
  std::mt19937_64 random(5);
  std::uniform_real_distribution<double> number(low, high);
  for (int i = 0; i < 200000; ++i) {
    const double x = number(random), y = f(x);
    const long double expected = exact(x);
    ASSERT_NEAR(y, static_cast<double>(expected), tolerance * static_cast<double>(std::fabs(expected))) << x;
  }
  for (const double x : {0.0, -0.0, 1e-300, -1e-300, 1e-20, -1e-20, infinity, -infinity, not_a_number, -1.0, 1.0}) {
    const double y = f(x), expected = static_cast<double>(exact(x));
    if (std::isnan(expected)) {
      EXPECT_TRUE(std::isnan(y)) << x;
    } else if (std::isinf(expected) || expected == 0) {
      EXPECT_EQ(y, expected) << x;
      EXPECT_EQ(std::signbit(y), std::signbit(expected)) << x;
    } else {
      EXPECT_NEAR(y, expected, tolerance * std::fabs(expected)) << x;
    }
  }
}

TEST(Elementary, ExponentialsAndLogarithms) {
  expect_close("exp", elementary::exp, std::exp, -700, 700);
  expect_close("exp", elementary::exp, std::exp, -1, 1);
  expect_close("expm1", elementary::expm1, std::expm1, -3, 3);
  expect_close("expm1", elementary::expm1, std::expm1, -40, 700);
  expect_close("log", elementary::log, std::log, 0, 3);
  expect_close("log", elementary::log, std::log, 0, 1e300);
  expect_close("log1p", elementary::log1p, std::log1p, -1, 1);
  expect_close("log1p", elementary::log1p, std::log1p, -1, 1e10);
  EXPECT_TRUE(std::isnan(elementary::log(-2)));
}

TEST(Elementary, ArcTangent) {
  expect_close("atan", elementary::atan, std::atan, -1, 1);
  expect_close("atan", elementary::atan, std::atan, -1e6, 1e6);
}

TEST(Elementary, HyperbolicTangentAndErrorFunction) {
  expect_close("tanh", elementary::tanh, std::tanh, -2, 2);
  expect_close("tanh", elementary::tanh, std::tanh, -30, 30);
  expect_close("erf", elementary::erf, std::erf, -1, 1, 2e-15);
  expect_close("erf", elementary::erf, std::erf, -7, 7, 2e-15);
  expect_close("erfc", elementary::erfc, std::erfc, -7, 7, 1e-13);
  expect_close("erfc", elementary::erfc, std::erfc, 2, 26, 1e-13);
}

TEST(Elementary, SinesOfAnyArgument) {
  expect_close("sin", elementary::sin, std::sin, -3, 3);
  expect_close("sin", elementary::sin, std::sin, -1e6, 1e6);
  expect_close("cos", elementary::cos, std::cos, -1e6, 1e6);
  expect_close("sin", elementary::sin, std::sin, 0, 1e300);
  expect_close("cos", elementary::cos, std::cos, 0, 1e18);
  // The double nearest to a multiple of π/2 (Muller, "Elementary Functions", section 11.1).
  const double hard = 6381956970095103.0 * 0x1p797;
  EXPECT_NEAR(elementary::cos(hard) / -4.687165924254623e-19, 1, 1e-13);
}

TEST(Elementary, PowersOfFloats) {
  std::mt19937_64 random(5);
  std::uniform_real_distribution<float> logarithm(-100, 100), exponent(-10, 10);
  for (int i = 0; i < 200000; ++i) {
    const float x = std::exp2(logarithm(random)), y = exponent(random);
    const long double expected = std::pow(static_cast<long double>(x), static_cast<long double>(y));
    ASSERT_NEAR(static_cast<double>(elementary::pow(x, y) / expected), 1, 3e-13) << x << " to " << y;
  }
  const double special[] = {0.0,  -0.0, 1.0,  -1.0,  0.5,  -0.5,  2.0,      -2.0,      3.0,
                            -3.0, 2.5,  -2.5, 1e-40, 1e30, -1e30, infinity, -infinity, not_a_number};
  for (const double x : special)
    for (const double y : special) {
      const double value = elementary::pow(x, y), expected = std::pow(x, y);
      if (std::isnan(expected)) {
        EXPECT_TRUE(std::isnan(value)) << x << " to " << y;
      } else if (std::isinf(expected) || expected == 0) {
        EXPECT_EQ(value, expected) << x << " to " << y;
        EXPECT_EQ(std::signbit(value), std::signbit(expected)) << x << " to " << y;
      } else {
        EXPECT_NEAR(value / expected, 1, 1e-13) << x << " to " << y;
      }
    }
}

}  // namespace
}  // namespace ansatz
