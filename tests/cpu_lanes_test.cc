// Powers and the error function on every instruction set, against the formula in double: many arguments and C's limits.
#include <cstring>
#include <limits>

#include "tests/instruction_sets.h"

namespace ansatz {
namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();

std::vector<float> floats_on(cpu::Isa isa, const Array& array) {
  const std::vector<std::byte> bytes = bytes_on(isa, array);
  std::vector<float> values(array.size());
  std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

// Each value to so many units in the last place; infinities, zeros with their signs, and NaN exactly. Where plans take
// tiny numbers for 0, both are right.
void expect_ulps(const std::vector<float>& values, const std::vector<double>& expected, double ulps,
                 const std::function<std::string(std::size_t)>& arguments) {
  ASSERT_EQ(values.size(), expected.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto rounded = static_cast<float>(expected[i]);
    if (std::isnan(rounded) || std::isinf(rounded) || rounded == 0) {
      ASSERT_TRUE(std::isnan(rounded) ? std::isnan(values[i]) : values[i] == rounded)
          << arguments(i) << " gives " << values[i];
      ASSERT_TRUE(std::isnan(rounded) || std::signbit(values[i]) == std::signbit(rounded)) << arguments(i);
    } else if (std::abs(rounded) >= std::numeric_limits<float>::min() || values[i] != 0) {
      ASSERT_LE(std::abs(values[i] - expected[i]), ulps * float_spacing(expected[i]))
          << arguments(i) << " gives " << values[i] << ", not " << expected[i];
    }
  }
}

TEST(Lanes, ErrorFunction) {
  std::vector<float> x = {0, -0.0f, infinity, -infinity, not_a_number, 1, -1, 3.92f, 1e30f, -1e30f, 1e-20f};
  for (float size = 1e-6f; size < 6; size *= 1.00003f) {
    x.push_back(size);
    x.push_back(-size);
  }
  std::vector<double> expected;
  for (const float number : x) expected.push_back(std::erf(double{number}));
  for (const cpu::Isa isa : cpu::usable_isas()) {
    SCOPED_TRACE(cpu::isa_name(isa));
    expect_ulps(floats_on(isa, erf(Array(x, {std::int64_t(x.size())}))), expected, 3,
                [&](std::size_t i) { return "erf of " + std::to_string(x[i]); });
  }
}

TEST(Lanes, Power) {
  std::vector<float> x, y;
  const float special[] = {0,           -0.0f,      1,     -1,   0.5f,   -0.5f,    2,         -2,           3,
                           -3,          2.5f,       -2.5f, 1e9f, -1e30f, infinity, -infinity, not_a_number, 1e30f,
                           16777216.0f, 0.99999994f};
  for (const float a : special)
    for (const float b : special) {
      x.push_back(a);
      y.push_back(b);
    }
  const Array key = random_key(3);
  const std::vector<float> uniform = to_vector<float>(random_uniform(key, {200000}));
  for (std::size_t i = 0; i < uniform.size(); i += 2) {
    // Bases around 1 and of every size; whole exponents with both signs of the base.
    const bool near = i % 4 == 0, whole = i % 6 == 0;
    const float base = near ? 0.5f + uniform[i] : std::exp2(200 * uniform[i] - 100);
    const float exponent = (near ? 200 : 4) * (uniform[i + 1] - 0.5f);
    x.push_back(whole && i % 10 == 0 ? -base : base);
    y.push_back(whole ? std::round(exponent) : exponent);
  }
  std::vector<double> expected;
  for (std::size_t i = 0; i < x.size(); ++i) expected.push_back(std::pow(double{x[i]}, double{y[i]}));
  const Shape shape = {std::int64_t(x.size())};
  for (const cpu::Isa isa : cpu::usable_isas()) {
    SCOPED_TRACE(cpu::isa_name(isa));
    expect_ulps(floats_on(isa, power(Array(x, shape), Array(y, shape))), expected, 0.51,
                [&](std::size_t i) { return std::to_string(x[i]) + " to " + std::to_string(y[i]); });
  }
}

TEST(Lanes, SinesOfLargeArguments) {
  const std::vector<float> x = {39001, -1e5f, 1e10f, 3e38f, -3e38f, 1, 12345.678f};
  std::vector<double> sines, cosines;
  for (const float number : x) {
    sines.push_back(std::sin(double{number}));
    cosines.push_back(std::cos(double{number}));
  }
  const Array argument(x, {std::int64_t(x.size())});
  for (const cpu::Isa isa : cpu::usable_isas()) {
    const auto name = [&](std::size_t i) { return std::to_string(x[i]); };
    expect_ulps(floats_on(isa, sin(argument)), sines, 0.51, name);
    expect_ulps(floats_on(isa, cos(argument)), cosines, 0.51, name);
  }
}

}  // namespace
}  // namespace ansatz
