#include "ansatz/grad.h"

#include <map>

#include "tests/arrays.h"

namespace ansatz {
namespace {

TEST(Gradients, FollowTheChainRule) {
  auto f = [](const Array& x) { return sum(exp(square(x))); };
  const Array x({0.5, -1}, {2}, DType::f64);
  const auto [value, gradient] = value_and_grad(f)(x);
  EXPECT_NEAR(item(value), std::exp(0.25) + std::exp(1), 1e-14);
  expect_array(gradient, {2}, {std::exp(0.25), -2 * std::exp(1)}, 1e-14);
}

TEST(Gradients, AddUpOverPaths) {
  const Array x({3}, {}, DType::f64);
  expect_array(grad([](const Array& v) { return v * v + v * 2.0 + v; })(x), {}, {9});
}

TEST(Gradients, OfGradients) {
  auto third = grad(grad(grad([](const Array& x) { return exp(x * 2.0); })));
  EXPECT_NEAR(item(third(Array({0.5}, {}, DType::f64))), 8 * std::exp(1), 1e-12);
}

TEST(Gradients, KeepTheShapeOfTheArgument) {
  auto f = [](const std::map<std::string, Array>& parameters) {
    return sum(parameters.at("weight") * 3.0) + parameters.at("bias");
  };
  const auto gradient = grad(f)(std::map<std::string, Array>{{"weight", zeros({2})}, {"bias", zeros({})}});
  expect_array(gradient.at("weight"), {2}, {3, 3});
  expect_array(gradient.at("bias"), {}, {1});
}

TEST(Gradients, AreZeroWhereNothingDepends) {
  auto f = [](const std::vector<Array>& x) { return sum(x[0]) + sum(stop_gradient(x[1]) * 2.0) + sum(floor(x[2])); };
  const auto gradient = grad(f)(std::vector<Array>{ones({2}), ones({2}), ones({2})});
  expect_array(gradient[0], {2}, {1, 1});
  expect_array(gradient[1], {2}, {0, 0});
  expect_array(gradient[2], {2}, {0, 0});
}

TEST(Gradients, NameWhatIsNoScalar) {
  EXPECT_EQ(error_of([] {
              grad([](const Array& x) { return x * 2.0; })(ones({2, 3}));
            }),
            "grad: the function's value has the shape [2, 3]; a scalar is needed (take sum or mean)");
  EXPECT_EQ(error_of([] { grad([](const Array& x) { return sum(cast(x, DType::i64)); })(ones({2})); }),
            "grad: the function's value is i64; f32 or f64 is needed");
}

TEST(Gradients, OfDeepGraphsNeedNoStack) {
  auto f = [](const Array& x) {
    Array y = x;
    for (int i = 0; i < 100000; ++i) y = y + 1.0;
    return y;
  };
  EXPECT_EQ(item(grad(f)(Array({1}, {}))), 1);
}

}  // namespace
}  // namespace ansatz
