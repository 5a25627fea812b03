// Initialisers: moments, bounds, orthogonality, and that seed and path give the numbers. Another table of moments is in
// nn_scope_test.cc.
#include "ansatz/nn.h"
#include "tests/arrays.h"

namespace ansatz {
namespace {

std::vector<double> drawn(const Initializer& initializer, const Shape& shape, std::uint64_t seed = 1) {
  return to_vector<double>(initializer(shape, seed, 2));
}

struct Moments {
  double mean = 0, deviation = 0, largest = 0;
};

Moments moments_of(const std::vector<double>& values) {
  Moments m;
  const double count = static_cast<double>(values.size());
  for (const double value : values) m.mean += value / count, m.largest = std::max(m.largest, std::abs(value));
  for (const double value : values) m.deviation += (value - m.mean) * (value - m.mean) / count;
  m.deviation = std::sqrt(m.deviation);
  return m;
}

// fan_in 90 = 30·3, fan_out 300·3 = 900: PyTorch's numbers for a convolution's weight.
const Shape weight = {300, 30, 3};

TEST(NnInitializers, DeviationsOfTheirPapers) {
  struct Case {
    const char* name;
    double deviation;
    bool bounded;
  };
  for (const Case& c : {Case{"kaiming_normal", std::sqrt(2.0 / 90), false},
                        {"kaiming_normal:gain=1", std::sqrt(1.0 / 90), false},
                        {"kaiming_normal:fan_out=true", std::sqrt(2.0 / 900), false},
                        {"kaiming_uniform", std::sqrt(2.0 / 90), true},
                        {"kaiming_uniform:1,true", std::sqrt(1.0 / 900), true},
                        {"xavier_normal", std::sqrt(2.0 / 990), false},
                        {"xavier_uniform:2", 2 * std::sqrt(2.0 / 990), true},
                        {"lecun_normal", std::sqrt(1.0 / 90), false},
                        {"lecun_uniform", std::sqrt(1.0 / 90), true},
                        {"normal:0,0.02", 0.02, false},
                        {"uniform:-0.5,0.5", std::sqrt(1.0 / 12), true}}) {
    SCOPED_TRACE(c.name);
    const std::vector<double> values = drawn(initializer(c.name), weight);
    const Moments m = moments_of(values);
    EXPECT_NEAR(m.mean, 0, 0.03 * c.deviation);
    EXPECT_NEAR(m.deviation, c.deviation, 0.02 * c.deviation);
    const double bound = c.bounded ? std::sqrt(3.0) * c.deviation : 5.5 * c.deviation;
    EXPECT_LE(m.largest, bound * 1.000001);
    EXPECT_GE(m.largest, c.bounded ? 0.999 * bound : 3.5 * c.deviation);
    EXPECT_EQ(drawn(initializer(c.name), weight), values);
    EXPECT_NE(drawn(initializer(c.name), weight, 2), values);
  }
  for (const auto& [name, value] : {std::pair{"zeros", 0.0}, {"ones", 1.0}, {"constant:0.25", 0.25}})
    EXPECT_EQ(drawn(initializer(name), {2, 2}), std::vector<double>(4, value));
}

// Mean and variance of a normal distribution between -1 and 2 deviations: (φ(-1) - φ(2)) / Z and
// 1 + (-φ(-1) - 2 φ(2)) / Z - mean², with φ(1) = 0.24197072451914337, φ(2) = 0.05399096651318806, Z = 0.8185946141203637.
TEST(NnInitializers, TruncatedNormalIsCut) {
  const double a = 0.24197072451914337, b = 0.05399096651318806, z = 0.8185946141203637, mean = (a - b) / z;
  const std::vector<double> values =
      drawn(truncated_normal({.mean = 3, .deviation = 0.5, .low = 2.5, .high = 4}), {300, 300});
  const Moments m = moments_of(values);
  EXPECT_NEAR(m.mean, 3 + 0.5 * mean, 0.005);
  EXPECT_NEAR(m.deviation, 0.5 * std::sqrt(1 + (-a - 2 * b) / z - mean * mean), 0.005);
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  EXPECT_GE(*low, 2.5);
  EXPECT_LT(*low, 2.501);
  EXPECT_LE(*high, 4);
  EXPECT_GT(*high, 3.99);
  EXPECT_EQ(drawn(initializer("truncated_normal:3,0.5,2.5,4"), {300, 300}), values);
  EXPECT_EQ(error_of([] { truncated_normal({.low = 40, .high = 41}); }),
            "truncated_normal: no numbers lie between 40 and 41");
}

TEST(NnInitializers, OrthogonalRowsOrColumns) {
  for (const Shape& shape : {Shape{40, 40}, Shape{20, 60}, Shape{60, 20}, Shape{10, 4, 3}, Shape{1, 1}}) {
    SCOPED_TRACE(to_string(shape));
    const std::int64_t out = shape[0], in = shape.size() / out;
    const Array w = reshape(orthogonal(1.5)(shape, 1, 2), {out, in});
    const Array product = out <= in ? matmul(w, transpose(w)) : matmul(transpose(w), w);
    const std::int64_t n = std::min(out, in);
    expect_array(product, {n, n}, to_vector<double>(eye(n) * 2.25), 1e-6);
  }
  // The sign is not fixed by the method: the first column of many matrices has mean 0.
  double total = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) total += drawn(orthogonal(), {3, 3}, seed)[0];
  EXPECT_NEAR(total / 400, 0, 0.15);  // 5 standard deviations
  EXPECT_EQ(error_of([] { orthogonal()({3}, 1, 2); }), "orthogonal: a matrix is needed, not [3]");
}

TEST(NnInitializers, FollowTheActivation) {
  EXPECT_DOUBLE_EQ(activation_gain("identity"), 1);
  EXPECT_DOUBLE_EQ(activation_gain("sigmoid"), 1);
  EXPECT_DOUBLE_EQ(activation_gain("tanh"), 5.0 / 3);
  EXPECT_DOUBLE_EQ(activation_gain("relu"), std::sqrt(2.0));
  EXPECT_DOUBLE_EQ(activation_gain("leaky_relu"), 1.4141428569978354);  // torch.nn.init.calculate_gain("leaky_relu")
  EXPECT_DOUBLE_EQ(activation_gain("selu"), 0.75);
  for (const NamedActivation& each : activations()) EXPECT_GT(activation_gain(each.name), 0) << each.name;
  const auto same = [&](const char* activation, const char* name) {
    EXPECT_EQ(drawn(suitable_initializer(activation), weight), drawn(initializer(name), weight)) << activation;
  };
  same("relu", "kaiming_normal");
  same("gelu", "kaiming_normal");
  same("tanh", "xavier_uniform");
  same("sigmoid", "xavier_uniform");
  same("selu", "lecun_normal");
  EXPECT_EQ(error_of([] { suitable_initializer("rellu"); }), "unknown activation \"rellu\"; did you mean \"relu\"?");
}

TEST(NnInitializers, ByName) {
  EXPECT_EQ(initializer_names().size(), 13u);
  for (const std::string& name : initializer_names()) EXPECT_TRUE(initializer(name)) << name;
  EXPECT_EQ(error_of([] { initializer("kaiming_nomal"); }),
            "unknown initializer \"kaiming_nomal\"; did you mean \"kaiming_normal\"?");
  EXPECT_EQ(error_of([] { initializer("kaiming_normal:gian=2"); }),
            "initializer \"kaiming_normal\": unknown option \"gian\"; did you mean \"gain\"?");
  EXPECT_EQ(error_of([] { initializer("uniform:2,1"); }), "uniform: 2 to 1; the first must not be larger");
}

}  // namespace
}  // namespace ansatz
