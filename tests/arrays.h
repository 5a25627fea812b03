// What the tests of operations share: random arrays, and comparing with the plain interpreter in f64.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "ansatz/grad.h"
#include "ansatz/operations.h"
#include "ansatz/run.h"
#include "array/convert.h"
#include "run/interpret.h"
#include "tests/error_of.h"

namespace ansatz {

/// The seed of a test's random numbers; printed when the test fails.
class Random {
 public:
  explicit Random(unsigned seed = 20260807)
      : trace_(__FILE__, __LINE__, "seed " + std::to_string(seed)), engine_(seed) {}

  double number(double low, double high) { return std::uniform_real_distribution<double>(low, high)(engine_); }
  /// Numbers of [low, high), rounded to the type.
  Array array(const Shape& shape, double low = -2, double high = 2, DType type = DType::f64) {
    std::vector<double> values(shape.size());
    for (double& value : values) value = number(low, high);
    return cast(Array(values, shape), type);
  }

 private:
  testing::ScopedTrace trace_;
  std::mt19937_64 engine_;
};

/// The numbers of `array` as the plain interpreter computes them.
inline std::vector<double> reference(const Array& array) {
  const std::vector<BufferPointer> numbers = interpret({&array, 1});
  std::vector<double> values(array.size());
  convert(numbers[0]->data(), array.dtype(), values.data(), DType::f64, array.size());
  return values;
}

/// The distance between neighbouring floats at |x|.
inline double float_spacing(double x) {
  const float magnitude = std::abs(static_cast<float>(x));
  return static_cast<double>(std::nextafter(magnitude, INFINITY)) - magnitude;
}

/// Both NaN, equal, or within the tolerance.
inline bool close(double value, double expected, double tolerance) {
  if (std::isnan(expected)) return std::isnan(value);
  return value == expected || std::abs(value - expected) <= tolerance;
}

inline void expect_close(const std::vector<double>& values, const std::vector<double>& expected, double tolerance) {
  ASSERT_EQ(values.size(), expected.size());
  for (std::size_t i = 0; i < values.size(); ++i)
    EXPECT_TRUE(close(values[i], expected[i], tolerance * std::max(1.0, std::abs(expected[i]))))
        << "element " << i << " is " << values[i] << ", not " << expected[i];
}

/// The shape and the numbers of an array.
inline void expect_array(const Array& array, const Shape& shape, const std::vector<double>& expected,
                         double tolerance = 0) {
  EXPECT_EQ(to_string(array.shape()), to_string(shape));
  expect_close(to_vector<double>(array), expected, tolerance);
}

/// The gradient of a weighted sum of f's result against finite differences in f64.
inline double gradient_error(const std::function<Array(const std::vector<Array>&)>& f, const std::vector<Array>& x) {
  return check_gradient(
      [&](const std::vector<Array>& arguments) {
        const Array y = f(arguments);
        std::vector<double> weights(y.size());
        for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = 0.5 + 0.37 * static_cast<double>(i % 5);
        return sum(y * Array(weights, y.shape()));
      },
      x);
}

}  // namespace ansatz
