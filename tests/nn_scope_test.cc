// Scopes, initialisers and layers: names, shapes, numbers, and what a mistake is answered with.
#include <numeric>
#include <set>

#include "ansatz/nn.h"
#include "tests/arrays.h"

namespace ansatz {
namespace {

using Purpose = Recording::Purpose;

std::shared_ptr<Recording> recorded(Purpose purpose, const NamedArrays& parameters = {}, std::uint64_t seed = 0) {
  auto recording = std::make_shared<Recording>();
  recording->purpose = purpose;
  recording->parameters = parameters;
  recording->seed = seed;
  return recording;
}

NamedArrays initialised(const Architecture& network, const Shape& input, std::uint64_t seed = 0) {
  auto recording = recorded(Purpose::initialize, {}, seed);
  network(Scope(recording), zeros(input));
  return recording->parameters;
}

std::vector<std::string> names_and_shapes(const NamedArrays& arrays) {
  std::vector<std::string> lines;
  for (const auto& [name, array] : arrays) lines.push_back(name + " " + to_string(array.shape()));
  return lines;
}

using Lines = std::vector<std::string>;

TEST(NnScope, NamesAreThePathsOfScopes) {
  const Architecture price = [](Scope s, Array x) {
    x = relu(linear(s["hidden"]["first"], x, 64));
    return linear(s["out"], layer_norm(s["norm"], x), 1, {.bias = false});
  };
  EXPECT_EQ(names_and_shapes(initialised(price, {5, 14})),
            (Lines{"hidden.first.bias [64]", "hidden.first.weight [64, 14]", "norm.bias [64]", "norm.weight [64]",
                   "out.weight [1, 64]"}));
  EXPECT_EQ(Scope(recorded(Purpose::inference)).path(), "");
  EXPECT_EQ(Scope(recorded(Purpose::inference))["a"]["b"].path(), "a.b");
}

TEST(NnScope, DeclarationsKeepTheirOrder) {
  auto recording = recorded(Purpose::initialize);
  mlp({.hidden = {4, 3}, .out = 2})(Scope(recording), zeros({7, 5}));
  EXPECT_EQ(recording->order, (Lines{"0.weight", "0.bias", "1.weight", "1.bias", "2.weight", "2.bias"}));
  EXPECT_EQ(names_and_shapes(recording->parameters),
            (Lines{"0.bias [4]", "0.weight [4, 5]", "1.bias [3]", "1.weight [3, 4]", "2.bias [2]", "2.weight [2, 3]"}));
}

TEST(NnScope, DeclaringTwiceIsAnErrorThatNamesThePath) {
  const Architecture copied = [](Scope s, Array x) { return linear(s["hidden"], linear(s["hidden"], x, 8), 8); };
  EXPECT_EQ(error_of([&] {
              initialised(copied, {2, 8});
            }),
            "the parameter \"hidden.weight\" is declared twice; give the layers different scopes, or share one: "
            "s.share(\"hidden\")");
}

TEST(NnScope, SharedScopesTieParameters) {
  const Architecture tied = [](Scope s, Array x) {
    for (int i = 0; i < 3; ++i) x = tanh(linear(s.share("cell"), x, 8));
    return x;
  };
  const NamedArrays parameters = initialised(tied, {2, 8});
  EXPECT_EQ(names_and_shapes(parameters), (Lines{"cell.bias [8]", "cell.weight [8, 8]"}));
  auto recording = recorded(Purpose::training, parameters);
  Random random;
  const Array x = random.array({2, 8}, -1, 1, DType::f32), w = parameters.at("cell.weight"),
              b = parameters.at("cell.bias");
  Array y = x;
  for (int i = 0; i < 3; ++i) y = tanh(matmul(y, transpose(w)) + b);
  expect_array(tied(Scope(recording), x), {2, 8}, to_vector<double>(y), 1e-6);
  EXPECT_EQ(recording->order.size(), 2u);
}

TEST(NnScope, ASharedParameterHasOneShape) {
  const Architecture uneven = [](Scope s, Array x) {
    return linear(s.share("cell"), linear(s.share("cell"), x, 4), 4);
  };
  EXPECT_EQ(error_of([&] {
              initialised(uneven, {2, 8});
            }),
            "the parameter \"cell.weight\" has the shape [4, 8], but [4, 4] is asked for");
}

TEST(NnScope, WhatWasNotInitialisedIsNamed) {
  EXPECT_EQ(error_of([] {
              linear(Scope(recorded(Purpose::training))["out"], zeros({2, 3}), 4);
            }),
            "the parameter \"out.weight\" of shape [4, 3] has no numbers: it was not declared at initialisation");
}

TEST(NnScope, StatesAreUpdatedInTrainingOnly) {
  const Architecture counting = [](Scope s, Array x) {
    const Array seen = s["norm"].state("seen", {2}, 3);
    s["norm"].update("seen", seen + 1.0);
    return x * seen;
  };
  auto first = recorded(Purpose::initialize);
  counting(Scope(first), ones({2}));
  expect_array(first->states.at("norm.seen"), {2}, {3, 3});
  EXPECT_TRUE(first->updates.empty());
  for (const Purpose purpose : {Purpose::training, Purpose::inference}) {
    auto recording = recorded(purpose);
    recording->states = first->states;
    expect_array(counting(Scope(recording), ones({2})), {2}, {3, 3});
    EXPECT_EQ(recording->updates.size(), purpose == Purpose::training ? 1u : 0u);
    if (purpose == Purpose::training) expect_array(recording->updates.at("norm.seen"), {2}, {4, 4});
    counting(Scope(recording), ones({2}));  // again in the same step
    if (purpose == Purpose::training) expect_array(recording->updates.at("norm.seen"), {2}, {5, 5});
  }
  EXPECT_EQ(error_of([] { Scope(recorded(Purpose::training))["a"].update("b", Array(1)); }),
            "update: there is no state \"a.b\"; declare it with s.state first");
  EXPECT_EQ(error_of([&] { Scope(first)["norm"].update("seen", ones({3})); }),
            "update: the state \"norm.seen\" has the shape [2], its new value [3]");
}

TEST(NnScope, AnUpdateInsideOfACheckpointHappensOnce) {
  auto recording = recorded(Purpose::training, {{"scale", Array({2, 3}, {2})}});
  recording->states = {{"seen", Array({1, 1}, {2})}};
  const Scope s(recording);
  auto layer = [&](const Array& v) {
    s.update("seen", s.state("seen", {2}, 0) + exp(v));
    return sin(exp(v) * s.parameter("scale", {2}, constant(1)));
  };
  const Array x = variable(Array({0, 1}, {2}));
  const Array gradient = gradients(sum(checkpoint(layer)(x)), {x})[0];
  EXPECT_EQ(recording->updates.size(), 1u);
  const Array update = recording->updates.at("seen");
  eval({gradient, update});
  expect_array(update, {2}, {2, 1 + std::exp(1.0)}, 1e-6);
  expect_array(gradient, {2}, to_vector<double>(cos(exp(x) * Array({2, 3}, {2})) * exp(x) * Array({2, 3}, {2})), 1e-5);
}

TEST(NnScope, LossesAreNamed) {
  auto recording = recorded(Purpose::training);
  Scope(recording)["coder"].loss("kl", Array(2.5));
  ASSERT_EQ(recording->losses.size(), 1u);
  EXPECT_EQ(recording->losses[0].first, "coder.kl");
  EXPECT_EQ(item(recording->losses[0].second), 2.5);
}

// Streams of random numbers: another one for each seed, path, call and step.
TEST(NnScope, EachCallForRandomNumbersHasItsStream) {
  auto first_number = [](std::uint64_t seed, int step, const std::string& path, int call) {
    auto recording = recorded(Purpose::training, {}, seed);
    recording->step = Array(std::vector<std::int64_t>{step}, {});
    const Scope s = Scope(recording)[path];
    Array key = s.random();
    for (int i = 0; i < call; ++i) key = s.random();
    return to_vector<float>(random_uniform(key, {4}));
  };
  std::set<std::vector<float>> seen;
  for (std::uint64_t seed : {0, 1})
    for (int step : {0, 1, 2})
      for (const char* path : {"a", "b"})
        for (int call : {0, 1}) {
          EXPECT_EQ(first_number(seed, step, path, call), first_number(seed, step, path, call));
          seen.insert(first_number(seed, step, path, call));
        }
  EXPECT_EQ(seen.size(), 24u);
}

struct Moments {
  double mean, deviation, least, most;
};
Moments moments_of(const Array& array) {
  const std::vector<double> x = to_vector<double>(array);
  const double mean = std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
  double square = 0;
  for (double value : x) square += (value - mean) * (value - mean);
  return {mean, std::sqrt(square / static_cast<double>(x.size())), *std::min_element(x.begin(), x.end()),
          *std::max_element(x.begin(), x.end())};
}

TEST(NnInitializers, BoundsAndMoments) {
  const Shape shape = {200, 100};  // fan-out 200, fan-in 100; the mean of 20,000 numbers is good to 0.03 deviations
  struct Case {
    const char* name;
    Initializer initializer;
    double mean, deviation, bound;  // bound 0: none
  };
  const double third = std::sqrt(3.0);
  const Case cases[] = {
      {"uniform", uniform(-1, 3), 1, 2 / third, 2},
      {"normal", normal(5, 0.5), 5, 0.5, 0},
      {"kaiming_uniform", kaiming_uniform(), 0, std::sqrt(2.0 / 100), std::sqrt(6.0 / 100)},
      {"kaiming_uniform, as PyTorch's linear", kaiming_uniform({.gain = 1 / third}), 0, 0.1 / third, 0.1},
      {"kaiming_normal", kaiming_normal(), 0, std::sqrt(2.0 / 100), 0},
      {"xavier_uniform", xavier_uniform(), 0, std::sqrt(2.0 / 300), std::sqrt(6.0 / 300)},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    const Array drawn = c.initializer(shape, 1, 2);
    EXPECT_EQ(to_string(drawn.shape()), "[200, 100]");
    EXPECT_EQ(drawn.dtype(), DType::f32);
    const Moments m = moments_of(drawn);
    EXPECT_NEAR(m.mean, c.mean, 0.03 * c.deviation);
    EXPECT_NEAR(m.deviation, c.deviation, 0.03 * c.deviation);
    if (c.bound > 0) {
      EXPECT_GE(m.least, c.mean - c.bound * 1.000001);
      EXPECT_LE(m.most, c.mean + c.bound * 1.000001);
      EXPECT_LT(m.least, c.mean - 0.99 * c.bound);
      EXPECT_GT(m.most, c.mean + 0.99 * c.bound);
    }
    EXPECT_EQ(to_vector<float>(c.initializer(shape, 1, 2)), to_vector<float>(drawn));
    EXPECT_NE(to_vector<float>(c.initializer(shape, 2, 2)), to_vector<float>(drawn));
    EXPECT_NE(to_vector<float>(c.initializer(shape, 1, 3)), to_vector<float>(drawn));
  }
  expect_array(constant(0.25)({2, 2}, 1, 2), {2, 2}, {0.25, 0.25, 0.25, 0.25});
}

TEST(NnInitializers, OfALinearLayer) {
  const Architecture layer = [](Scope s, Array x) { return linear(s, x, 300); };
  const NamedArrays parameters = initialised(layer, {1, 64});
  for (const auto& [name, array] : parameters) {
    const Moments m = moments_of(array);
    EXPECT_LE(std::max(-m.least, m.most), 0.125) << name;
    EXPECT_GT(std::max(-m.least, m.most), 0.12) << name;
  }
  EXPECT_NE(to_vector<float>(initialised(layer, {1, 64}, 1).at("weight")), to_vector<float>(parameters.at("weight")));
  const Architecture chosen = [](Scope s, Array x) {
    return linear(s, x, 2, {.weight = constant(3), .bias_initializer = constant(-1)});
  };
  expect_array(initialised(chosen, {1, 2}).at("weight"), {2, 2}, {3, 3, 3, 3});
  expect_array(initialised(chosen, {1, 2}).at("bias"), {2}, {-1, -1});
}

TEST(NnLinear, KeepsLeadingDimensions) {
  const Architecture layer = [](Scope s, Array x) { return linear(s, x, 3); };
  const NamedArrays parameters = {{"weight", Array({1, 2, 3, 4, 5, 6}, {3, 2})}, {"bias", Array({10, 20, 30}, {3})}};
  auto apply = [&](const Array& x) { return layer(Scope(recorded(Purpose::inference, parameters)), x); };
  expect_array(apply(Array({1, 1, 2, 0}, {2, 2})), {2, 3}, {13, 27, 41, 12, 26, 40});
  expect_array(apply(Array({1, 1, 2, 0}, {2, 1, 2})), {2, 1, 3}, {13, 27, 41, 12, 26, 40});
  expect_array(apply(Array({1, 1}, {2})), {3}, {13, 27, 41});
  expect_array(apply(zeros({0, 2})), {0, 3}, {});
}

TEST(NnLinear, MistakesNameOperationPathAndShapes) {
  const Scope s = Scope(recorded(Purpose::initialize))["out"];
  EXPECT_EQ(error_of([&] { linear(s, Array(1.0), 3); }),
            "linear \"out\": the input is a scalar; [..., features] is needed");
  EXPECT_EQ(error_of([&] {
              linear(s, zeros({2, 3}), 0);
            }),
            "linear \"out\": 0 outputs are asked for; at least 1 is needed");
  // Fitted for 14 inputs, called with 13.
  const NamedArrays parameters = {{"out.weight", zeros({1, 14})}, {"out.bias", zeros({1})}};
  EXPECT_EQ(error_of([&] {
              linear(Scope(recorded(Purpose::inference, parameters))["out"], zeros({5, 13}), 1);
            }),
            "the parameter \"out.weight\" has the shape [1, 14], but [1, 13] is asked for");
  // An initialiser that draws another shape than it was asked for.
  const LinearOptions wrong = {.weight = [](const Shape&, std::uint64_t, std::uint64_t) { return zeros({2, 2}); }};
  EXPECT_EQ(error_of([&] {
              linear(s["wrong"], zeros({5, 3}), 1, wrong);
            }),
            "the parameter \"out.wrong.weight\" has the shape [2, 2], but [1, 3] is asked for");
}

TEST(NnLinear, AProductThatDoesNotFitNamesTheParameter) {
  const NamedArrays parameters = {{"encoder.table", zeros({8, 4})}};
  auto s = [&] { return Scope(recorded(Purpose::inference, parameters))["encoder"]; };
  const std::string text = error_of([&] { matmul(zeros({5, 3}), s().parameter("table", {8, 4}, constant(0))); });
  for (const char* part : {"matmul", "[5, 3]", "[8, 4]"})
    EXPECT_NE(text.find(part), std::string::npos) << part << " in " << text;
}

TEST(NnDropout, DropsAtItsRateAndScalesTheRest) {
  auto recording = recorded(Purpose::training);
  const Scope s = Scope(recording)["drop"];
  const std::int64_t count = 100000;
  const std::vector<float> y = to_vector<float>(dropout(s, full({count}, 3.0), 0.2));
  std::int64_t dropped = 0;
  for (float value : y) {
    if (value == 0)
      ++dropped;
    else
      EXPECT_NEAR(value, 3.75, 1e-5);
  }
  EXPECT_NEAR(static_cast<double>(dropped) / count, 0.2, 0.01);  // 8 standard deviations
  EXPECT_NE(to_vector<float>(dropout(s, full({count}, 3.0), 0.2)), y) << "a second layer draws its own numbers";
}

TEST(NnDropout, IsTheIdentityOutsideTraining) {
  const Array x = Array({1, 2, 3}, {3});
  for (const Purpose purpose : {Purpose::inference, Purpose::initialize})
    expect_array(dropout(Scope(recorded(purpose)), x, 0.9), {3}, {1, 2, 3});
  expect_array(dropout(Scope(recorded(Purpose::training)), x, 0), {3}, {1, 2, 3});
}

TEST(NnDropout, GradientIsTheSameMask) {
  const Scope s = Scope(recorded(Purpose::training));
  const Array x = variable(ones({1000}));
  const Array y = dropout(s, x, 0.5);
  EXPECT_EQ(to_vector<float>(gradients(sum(y), {x})[0]), to_vector<float>(y));
}

TEST(NnDropout, RefusesOtherProbabilities) {
  const Scope s = Scope(recorded(Purpose::training))["hidden"];
  for (const double p : {-0.1, 1.0, std::nan("")}) EXPECT_NE(error_of([&] { dropout(s, zeros({2}), p); }), "no error") << p;
  EXPECT_EQ(error_of([&] { dropout(s, zeros({2}), 1); }),
            "dropout \"hidden\": the probability is 1; it must be at least 0 and below 1");
}

TEST(NnLayerNorm, RowsAreStandardised) {
  Random random;
  const Architecture layer = [](Scope s, Array x) { return layer_norm(s, x); };
  const Array y = layer(Scope(recorded(Purpose::initialize)), random.array({7, 50}, -3, 9, DType::f32));
  for (int row = 0; row < 7; ++row) {
    const Moments m = moments_of(slice(y, 0, row, row + 1));
    EXPECT_NEAR(m.mean, 0, 1e-5);
    EXPECT_NEAR(m.deviation, 1, 1e-3);
  }
}

}  // namespace
}  // namespace ansatz
