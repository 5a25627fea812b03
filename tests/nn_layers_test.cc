// Layers against PyTorch's and SciPy's numbers (tests/golden/make_layers.py), and what they do at random, in training only,
// or to a mistake.
#include "ansatz/nn.h"
#include "tests/arrays.h"
#include "tests/golden.h"

namespace ansatz {
namespace {

using Purpose = Recording::Purpose;

std::shared_ptr<Recording> recorded(Purpose purpose, const NamedArrays& parameters = {},
                                    const NamedArrays& states = {}) {
  auto recording = std::make_shared<Recording>();
  recording->purpose = purpose;
  recording->parameters = parameters;
  recording->states = states;
  return recording;
}

Shape shape_of(const GoldenArray& golden) { return Shape(std::span<const std::int64_t>(golden.shape)); }
Array array_of(const GoldenArray& golden, DType type) { return cast(Array(golden.values, shape_of(golden)), type); }
const Golden& cases() {
  static const Golden golden("layer_cases");
  return golden;
}

// A layer of several inputs.
using Layer = std::function<Array(Scope, const std::vector<Array>&)>;
const std::pair<DType, double> precisions[] = {{DType::f64, 1e-12}, {DType::f32, 5e-6}};

// The layer's output in training, and the gradients of its inputs and parameters.
void expect_case(const std::string& name, const std::vector<std::string>& inputs, const Layer& layer) {
  const std::string prefix = name + ".p.";
  for (const auto& [type, tolerance] : precisions) {
    SCOPED_TRACE(name + " in " + name_of(type));
    std::vector<std::string> paths;
    std::vector<Array> at;
    for (const std::string& input : inputs) at.push_back(array_of(cases()[name + "." + input], type));
    for (const auto& [key, value] : cases().arrays())
      if (key.rfind(prefix, 0) == 0) {
        paths.push_back(key.substr(prefix.size()));
        at.push_back(array_of(value, type));
      }
    const auto apply = [&](const std::vector<Array>& v) {
      NamedArrays parameters, states;
      for (std::size_t i = 0; i < paths.size(); ++i) parameters.emplace(paths[i], v[inputs.size() + i]);
      states = {{"running_mean", zeros({3}, type)}, {"running_var", ones({3}, type)}};
      return layer(Scope(recorded(Purpose::training, parameters, states)), {v.begin(), v.begin() + inputs.size()});
    };
    const GoldenArray& y = cases()[name + ".y"];
    expect_array(apply(at), shape_of(y), y.values, tolerance);
    const Array upstream = array_of(cases()[name + ".upstream"], type);
    const auto gradient = grad([&](const std::vector<Array>& v) { return sum(apply(v) * upstream); })(at);
    for (std::size_t i = 0; i < at.size(); ++i) {
      const std::string of = i < inputs.size() ? inputs[i] : paths[i - inputs.size()];
      SCOPED_TRACE("gradient of " + of);
      const GoldenArray& expected = cases()[name + ".d." + of];
      expect_array(gradient[i], shape_of(expected), expected.values, 4 * tolerance);
    }
  }
}

TEST(NnLayers, Norms) {
  expect_case("batch_norm", {"x"}, [](Scope s, const auto& x) { return batch_norm(s, x[0]); });
  expect_case("batch_norm_images", {"x"}, [](Scope s, const auto& x) { return batch_norm(s, x[0]); });
  expect_case("group_norm", {"x"}, [](Scope s, const auto& x) { return group_norm(s, x[0], 3); });
  expect_case("group_norm_rows", {"x"}, [](Scope s, const auto& x) { return group_norm(s, x[0], 2); });
  expect_case("rms_norm", {"x"}, [](Scope s, const auto& x) { return rms_norm(s, x[0]); });
}

TEST(NnLayers, BatchNormRunsItsStatistics) {
  for (const std::string name : {"batch_norm", "batch_norm_images"})
    for (const auto& [type, tolerance] : precisions) {
      SCOPED_TRACE(name + " in " + name_of(type));
      const auto of = [&, type = type](const std::string& part) { return array_of(cases()[name + "." + part], type); };
      const NamedArrays parameters = {{"weight", of("p.weight")}, {"bias", of("p.bias")}};
      auto first = recorded(Purpose::initialize);
      batch_norm(Scope(first), select(of("batches"), 0, 0));
      NamedArrays states;
      for (const auto& [state, value] : first->states) states.emplace(state, cast(value, type));
      expect_array(states.at("running_mean"), {3}, {0, 0, 0});
      expect_array(states.at("running_var"), {3}, {1, 1, 1});
      for (int step = 0; step < 3; ++step) {
        auto recording = recorded(Purpose::training, parameters, states);
        batch_norm(Scope(recording), select(of("batches"), 0, step));
        states = recording->updates;
        for (const std::string state : {"running_mean", "running_var"})
          expect_array(states.at(state), {3}, cases()[name + "." + state + "." + std::to_string(step)].values,
                       tolerance);
      }
      const GoldenArray& expected = cases()[name + ".eval_y"];
      expect_array(batch_norm(Scope(recorded(Purpose::inference, parameters, states)), of("x")), shape_of(expected),
                   expected.values, 4 * tolerance);
    }
}

TEST(NnLayers, BilinearAndConnections) {
  for (const auto& [name, out] : {std::pair{"bilinear", 5}, {"bilinear_leading", 1}})
    expect_case(name, {"x", "x2"}, [out = out](Scope s, const auto& x) { return bilinear(s, x[0], x[1], out); });
  const auto of = [](std::int64_t out) { return Architecture([out](Scope s, Array x) { return linear(s, x, out); }); };
  expect_case("residual", {"x"}, [&](Scope s, const auto& x) { return residual(s, x[0], of(3)); });
  expect_case("residual_projection", {"x"}, [&](Scope s, const auto& x) { return residual(s, x[0], of(2)); });
  expect_case("dense_connection", {"x"}, [&](Scope s, const auto& x) { return dense_connection(s, x[0], of(2)); });
}

TEST(NnLayers, EmbeddingLearnsTheRowsThatWereUsed) {
  const Array indices = array_of(cases()["embedding.indices"], DType::i64);
  const EmbeddingOptions padded = {.padding = 1};
  expect_case("embedding", {}, [&](Scope s, const auto&) { return embedding(s, indices, 5, 3, padded); });
  auto drawn = recorded(Purpose::initialize);
  embedding(Scope(drawn), indices, 5, 3, padded);
  const std::vector<float> table = to_vector<float>(drawn->parameters.at("weight"));
  for (int i = 0; i < 15; ++i) EXPECT_EQ(table[i] == 0, i / 3 == 1) << i;
}

TEST(NnLayers, MixtureOfExperts) {
  const Architecture expert = [](Scope s, Array x) { return linear(s, x, 2); };
  for (const auto& [name, chosen] : {std::pair<std::string, int>{"mixture", 0}, {"mixture_top_k", 2}}) {
    const MixtureOfExpertsOptions options = {.experts = 3, .top_k = chosen, .load_balancing = 0.5};
    expect_case(name, {"x"}, [&](Scope s, const auto& x) { return mixture_of_experts(s, x[0], expert, options); });
    NamedArrays parameters;
    for (const auto& [key, value] : cases().arrays())
      if (key.rfind(name + ".p.", 0) == 0) parameters.emplace(key.substr(name.size() + 3), array_of(value, DType::f64));
    const auto term = [&](const Array& gate) {
      NamedArrays with = parameters;
      with.insert_or_assign("gate.weight", gate);
      auto recording = recorded(Purpose::training, with);
      mixture_of_experts(Scope(recording), array_of(cases()[name + ".x"], DType::f64), expert, options);
      EXPECT_EQ(recording->losses.at(0).first, "load_balancing");
      return recording->losses.at(0).second;
    };
    const Array gate = parameters.at("gate.weight");
    expect_array(term(gate), {}, cases()[name + ".loss"].values, 1e-12);
    expect_array(grad(term)(gate), {3, 4}, cases()[name + ".dloss.gate.weight"].values, 1e-12);
  }
}

// Equation 4: experts that are the numbers 0 and 1 show the gate. Without inputs the noise has deviation log 2 on each
// logit, so the gates of two experts are σ of a normal number of deviation √2·log 2.
TEST(NnLayers, MixtureNoiseIsInTrainingAlone) {
  const Architecture expert = [](Scope s, Array x) {
    return full({x.dim(0), 1}, s.path().find("/1") != std::string::npos || s.path() == "1" ? 1.0 : 0.0);
  };
  constexpr std::int64_t rows = 20000;
  const auto gates = [&](Purpose purpose) {
    auto recording = recorded(purpose, {{"gate.weight", zeros({2, 1})}, {"noise.weight", zeros({2, 1})}});
    return mixture_of_experts(Scope(recording), zeros({rows, 1}), expert, {.experts = 2, .noise = true});
  };
  expect_array(mean(gates(Purpose::inference)), {}, {0.5}, 1e-6);
  const std::vector<double> disturbed = to_vector<double>(gates(Purpose::training));
  double square = 0;
  for (const double gate : disturbed) {
    const double logit = std::log(gate / (1 - gate));
    square += logit * logit / rows;
  }
  EXPECT_NEAR(std::sqrt(square), std::sqrt(2.0) * std::log(2.0), 0.02);
}

TEST(NnLayers, KanIsSciPysSplines) {
  const KanOptions cubic = {.intervals = 4}, straight = {.intervals = 3, .degree = 1};
  expect_case("kan", {"x"}, [&](Scope s, const auto& x) { return kan(s, x[0], 2, cubic); });
  expect_case("kan_linear", {"x"}, [&](Scope s, const auto& x) { return kan(s, x[0], 2, straight); });
  for (const auto& [name, grid] : {std::pair<std::string, KanOptions>{"kan", cubic}, {"kan_linear", straight}}) {
    const Array x = array_of(cases()[name + ".basis.x"], DType::f64);
    const GoldenArray& y = cases()[name + ".basis.y"];
    expect_array(spline_basis(x, grid.intervals, grid.degree, -1, 1), shape_of(y), y.values, 1e-13);
  }
  expect_array(sum(spline_basis(linspace(-3, 3, 50, DType::f64), 7, 3, -3, 3), {-1}), {50}, std::vector<double>(50, 1),
               1e-14);
}

// The largest difference between a layer before and after its grid was refined.
double change_by_refinement(const KanOptions& grid, std::int64_t intervals) {
  Random random;
  const NamedArrays before = {
      {"0.base_weight", random.array({4, 3}, -1, 1, DType::f32)},
      {"0.spline_weight", random.array({4, 3, grid.intervals + grid.degree}, -1, 1, DType::f32)}};
  const NamedArrays after = refine_kan(before, grid, intervals);
  KanOptions finer = grid;
  finer.intervals = intervals;
  EXPECT_EQ(to_string(after.at("0.spline_weight").shape()), to_string(Shape{4, 3, intervals + grid.degree}));
  const Array x = random.array({500, 3}, grid.low, grid.high, DType::f32);
  const Array difference = kan(Scope(recorded(Purpose::inference, before))["0"], x, 4, grid) -
                           kan(Scope(recorded(Purpose::inference, after))["0"], x, 4, finer);
  return item(max(abs(difference)));
}

TEST(NnLayers, AFinerGridKeepsTheFunction) {
  const KanOptions grid = {.intervals = 5, .low = -2, .high = 3};
  EXPECT_LT(change_by_refinement(grid, 5), 2e-6);
  EXPECT_LT(change_by_refinement(grid, 10), 1e-5);  // nested: exact but for rounding
  EXPECT_LT(change_by_refinement(grid, 20), 1e-5);
  EXPECT_LT(change_by_refinement({.intervals = 3, .degree = 1}, 9), 1e-5);
  EXPECT_LT(change_by_refinement({.intervals = 3, .degree = 5}, 6), 1e-4);
  // Not nested: the nearest in the least squares, near when there are many more intervals.
  const double near = change_by_refinement(grid, 101), far = change_by_refinement(grid, 7);
  EXPECT_LT(near, 2e-2);
  EXPECT_LT(near, far / 5);
  EXPECT_EQ(error_of([&] {
              refine_kan({{"a.spline_weight", zeros({1, 1, 4})}}, grid, 10);
            }),
            "refine_kan: \"a.spline_weight\" is [1, 1, 4]; [out, in, 8] is needed");
}

TEST(NnLayers, AlphaDropoutKeepsMeanAndVariance) {
  auto recording = recorded(Purpose::training);
  const std::int64_t count = 200000;
  const Array x = random_normal(random_key(5), {count});
  const Array y = alpha_dropout(Scope(recording), x, 0.3);
  EXPECT_NEAR(item(mean(y)), 0, 0.02);
  EXPECT_NEAR(item(variance(y)), 1, 0.02);
  // Klambauer et al.: a = (q + α'² q (1 - q))^(-1/2), and what is dropped becomes a·α' + b with b = -a (1 - q) α'.
  const double limit = -1.0507009873554805 * 1.6732632423543772, a = 1 / std::sqrt(0.7 + limit * limit * 0.7 * 0.3);
  const float dropped = static_cast<float>(a * limit - a * 0.3 * limit);
  std::int64_t those = 0;
  for (const float value : to_vector<float>(y)) those += std::abs(value - dropped) < 1e-5f;
  EXPECT_NEAR(static_cast<double>(those) / count, 0.3, 0.01);
  expect_array(alpha_dropout(Scope(recorded(Purpose::inference)), Array({1, 2}, {2}), 0.3), {2}, {1, 2});
}

TEST(NnLayers, DropConnectDropsWeightsForTheWholeBatch) {
  const NamedArrays parameters = {{"weight", ones({50, 400})}, {"bias", zeros({50})}};
  const Array x = ones({3, 400});
  const std::vector<float> y =
      to_vector<float>(drop_connect(Scope(recorded(Purpose::training, parameters)), x, 50, 0.25));
  double total = 0;
  for (int out = 0; out < 50; ++out) {
    EXPECT_EQ(y[out], y[50 + out]);
    const double kept = y[out] * 0.75;  // how many weights of this output are there
    EXPECT_NEAR(kept, std::round(kept), 1e-3);
    total += kept;
  }
  EXPECT_NEAR(total / 20000, 0.75, 0.02);
  expect_array(drop_connect(Scope(recorded(Purpose::inference, parameters)), x, 50, 0.25), {3, 50},
               std::vector<double>(150, 400));
}

TEST(NnLayers, MistakesNameLayerAndPath) {
  const Scope s = Scope(recorded(Purpose::training, {{"hidden.weight", zeros({3})}, {"hidden.bias", zeros({3})}},
                                 {{"hidden.running_mean", zeros({3})}, {"hidden.running_var", zeros({3})}}))["hidden"];
  const Architecture flat = [](Scope, Array x) { return sum(x, {0}); };
  EXPECT_EQ(error_of([&] {
              batch_norm(s, zeros({1, 3}));
            }),
            "batch_norm \"hidden\": one value a channel has no variance; larger batches are needed");
  EXPECT_EQ(error_of([&] { batch_norm(s, zeros({3})); }),
            "batch_norm \"hidden\": the input is [3]; [batch, channels, ...] is needed");
  EXPECT_EQ(error_of([&] {
              group_norm(s, zeros({2, 6}), 4);
            }),
            "group_norm \"hidden\": 6 channels do not make up 4 equal groups");
  EXPECT_EQ(error_of([&] {
              bilinear(s, zeros({2, 3}), zeros({4, 3}), 1);
            }),
            "bilinear \"hidden\": the inputs are [2, 3] and [4, 3]; [..., in1] and [..., in2] are needed");
  EXPECT_EQ(error_of([&] { embedding(s, zeros({2}, DType::i64), 4, 2, {.padding = 4}); }),
            "embedding \"hidden\": the padding is 4; an index below 4 is needed, or -1 for none");
  EXPECT_EQ(error_of([&] {
              residual(s, zeros({2, 3}), flat);
            }),
            "residual \"hidden\": the block makes [3] of [2, 3]; only the number of features may change");
  EXPECT_EQ(error_of([&] {
              mixture_of_experts(s, zeros({2, 3}), flat, {.experts = 2, .top_k = 3});
            }),
            "mixture_of_experts \"hidden\": a row can't be given to 3 of 2 experts");
  EXPECT_EQ(error_of([&] {
              drop_connect(s, zeros({2, 3}), 1, 1);
            }),
            "drop_connect \"hidden\": the probability is 1; it must be at least 0 and below 1");
  EXPECT_EQ(
      error_of([&] { spline_basis(zeros({2}), 0, 3, -1, 1); }),
      "spline_basis: 0 intervals of degree 3 from -1 to 1; at least 1 interval, degree 0, and low < high are needed");
}

}  // namespace
}  // namespace ansatz
