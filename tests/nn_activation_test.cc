// Activations: values and derivatives against PyTorch's numbers, or against the formula of their paper in double.
#include "ansatz/nn.h"
#include "tests/arrays.h"
#include "tests/golden.h"

namespace ansatz {
namespace {

std::shared_ptr<Recording> recording_for(Recording::Purpose purpose) {
  auto recording = std::make_shared<Recording>();
  recording->purpose = purpose;
  return recording;
}

// The function as a network has it at inference, with the parameters of its initialisation.
std::function<Array(const Array&)> at_inference(const Activation& f, DType type) {
  return [f, type](const Array& x) {
    auto drawn = recording_for(Recording::Purpose::initialize);
    f(Scope(drawn), x);
    auto recording = std::make_shared<Recording>();
    for (const auto& [name, value] : drawn->parameters) recording->parameters.emplace(name, cast(value, type));
    return f(Scope(recording), x);
  };
}

void expect_golden(const std::string& name, const Activation& activation) {
  const Golden golden("activations");
  const GoldenArray& x = golden["x"];
  for (const auto& [type, tolerance] : {std::pair{DType::f64, 1e-12}, {DType::f32, 2e-6}}) {
    SCOPED_TRACE(name + " in " + name_of(type));
    const auto f = at_inference(activation, type);
    const Array at = cast(Array(x.values, Shape(x.shape)), type);
    expect_close(to_vector<double>(f(at)), golden[name + ".value"].values, tolerance);
    const Array slope = grad([&](const Array& v) { return sum(f(v)); })(at);
    EXPECT_EQ(name_of(slope.dtype()), std::string(name_of(type)));
    // PyTorch's derivative of hard_sigmoid in f64 has the digits of a float 1/6.
    expect_close(to_vector<double>(slope), golden[name + ".derivative"].values,
                 name == "hard_sigmoid" ? std::max(tolerance, 1e-8) : tolerance);
  }
}

TEST(NnActivation, ElementwiseOnesAgreeWithPyTorch) {
  const Golden golden("activations");
  int compared = 0;
  for (const NamedActivation& each : activations())
    if (golden.has(each.name + ".value")) {
      expect_golden(each.name, each.function);
      ++compared;
    }
  EXPECT_EQ(compared, 20);
  expect_golden("celu.2", [](Scope, const Array& x) { return celu(x, 2); });
  expect_golden("silu", [](Scope, const Array& x) { return swish(x); });
}

TEST(NnActivation, EachHasANameASourceAndAGradient) {
  Random random;
  for (const NamedActivation& each : activations()) {
    SCOPED_TRACE(each.name);
    EXPECT_NE(each.source, "");
    const auto f = at_inference(each.function, DType::f64);
    EXPECT_LT(gradient_error([&](const std::vector<Array>& v) { return f(v[0]); }, {random.array({3, 6})}), 1e-7);
    EXPECT_EQ(f(zeros({0, 6}, DType::f64)).shape()[0], 0);
  }
}

TEST(NnActivation, ByName) {
  EXPECT_EQ(error_of([] { activation("rellu"); }), "unknown activation \"rellu\"; did you mean \"relu\"?");
  EXPECT_EQ(error_of([] { mlp({.activation = "tahn"}); }), "unknown activation \"tahn\"; did you mean \"tanh\"?");
  const Scope s(recording_for(Recording::Purpose::inference));
  expect_array(activation("identity")(s, Array({-1, 2}, {2})), {2}, {-1, 2});
  // A network of each: what has parameters declares them where it stands.
  for (const NamedActivation& each : activations()) {
    auto recording = recording_for(Recording::Purpose::initialize);
    const Array y = mlp({.hidden = {4}, .out = 2, .activation = each.name})(Scope(recording), ones({3, 5}));
    EXPECT_EQ(to_string(y.shape()), "[3, 2]") << each.name;
    EXPECT_EQ(recording->parameters.size(), each.name == "prelu" ? 5u : 4u) << each.name;
  }
}

// Martins and Astudillo 2016, algorithm 1, and the Jacobian of section 2.5: diag(s) - s sᵀ / |S|.
std::pair<std::vector<double>, std::vector<double>> sparsemax_by_hand(const std::vector<double>& z,
                                                                      const std::vector<double>& upstream) {
  std::vector<double> sorted = z;
  std::sort(sorted.rbegin(), sorted.rend());
  double total = 0, threshold = 0;
  for (std::size_t k = 1; k <= sorted.size(); ++k) {
    total += sorted[k - 1];
    if (1 + static_cast<double>(k) * sorted[k - 1] > total) threshold = (total - 1) / static_cast<double>(k);
  }
  std::vector<double> p, gradient;
  double arriving = 0, size = 0;
  for (std::size_t i = 0; i < z.size(); ++i) {
    p.push_back(std::max(z[i] - threshold, 0.0));
    arriving += p[i] > 0 ? upstream[i] : 0;
    size += p[i] > 0;
  }
  for (std::size_t i = 0; i < z.size(); ++i) gradient.push_back(p[i] > 0 ? upstream[i] - arriving / size : 0);
  return {p, gradient};
}

TEST(NnActivation, SparsemaxIsTheNearestPointOfTheSimplex) {
  Random random;
  for (const double spread : {0.1, 1.0, 4.0})
    for (const int count : {1, 2, 7}) {
      const Array z = random.array({5, count}, -spread, spread), upstream = random.array({5, count});
      const Array p = sparsemax(z);
      const Array gradient = grad([&](const Array& x) { return sum(sparsemax(x) * upstream); })(z);
      for (int row = 0; row < 5; ++row) {
        auto of = [&](const Array& a) { return to_vector<double>(select(a, 0, row)); };
        const auto [expected, expected_gradient] = sparsemax_by_hand(of(z), of(upstream));
        expect_close(of(p), expected, 1e-14);
        expect_close(of(gradient), expected_gradient, 1e-14);
      }
      expect_array(transpose(sparsemax(transpose(z), 0)), p.shape(), to_vector<double>(p));
    }
  expect_array(sparsemax(Array({2e6, 2e6, 0}, {3})), {3}, {0.5, 0.5, 0});
}

TEST(NnActivation, SoftminIsSoftmaxOfTheOpposite) {
  const Array x = Random().array({4, 5});
  expect_array(softmin(x), {4, 5}, to_vector<double>(softmax(0.0 - x)), 1e-15);
  expect_array(sum(softmin(x, 0), {0}), {5}, {1, 1, 1, 1, 1}, 1e-14);
}

TEST(NnActivation, MaxoutTakesTheLargestPiece) {
  const Array x({1, 4, -3, -2, 5, 5, 0, 7, 7, 7, 1, 2}, {2, 6});
  expect_array(maxout(x), {2, 3}, {4, -2, 5, 7, 7, 2});
  expect_array(maxout(x, 3), {2, 2}, {4, 5, 7, 7});
  expect_array(maxout(x, 2, 0), {1, 6}, {1, 7, 7, 7, 5, 5});
  expect_array(grad([](const Array& v) { return sum(maxout(v, 3)); })(slice(x, 0, 0, 1)), {1, 6},
               {0, 1, 0, 0, 0.5, 0.5});
  EXPECT_EQ(error_of([&] { maxout(x, 4); }), "maxout: axis 1 of [2, 6] cannot be cut into pieces of 4");
}

TEST(NnActivation, PreluLearnsItsSlopes) {
  auto recording = recording_for(Recording::Purpose::training);
  recording->parameters = {{"one.weight", Array({0.5}, {1})}, {"each.weight", Array({1, 2}, {2})}};
  const Array x({1, -2, -3, -4}, {2, 2});
  const Scope s(recording);
  expect_array(prelu(s["one"], x), {2, 2}, {1, -1, -1.5, -2});
  expect_array(prelu(s["each"], x, {.per_feature = true}), {2, 2}, {1, -4, -3, -8});
  const Array slope = grad([&](const Array& weight) {
    auto inner = recording_for(Recording::Purpose::training);
    inner->parameters = {{"weight", weight}};
    return sum(prelu(Scope(inner), x, {.per_feature = true}));
  })(Array({1, 2}, {2}));
  expect_array(slope, {2}, {-3, -6});
}

TEST(NnActivation, RreluDrawsSlopesInTrainingOnly) {
  const Array x = full({20000}, -1);
  const std::vector<float> y = to_vector<float>(rrelu(Scope(recording_for(Recording::Purpose::training)), x, 0.2, 0.6));
  double total = 0;
  for (const float value : y) {
    EXPECT_LE(value, -0.2f);
    EXPECT_GE(value, -0.6f);
    total += value;
  }
  EXPECT_NEAR(total / 20000, -0.4, 0.01);  // 12 standard deviations
  const Scope s(recording_for(Recording::Purpose::inference));
  expect_array(rrelu(s, Array({-1, 3}, {2}), 0.2, 0.6), {2}, {-0.4, 3}, 1e-7);
  EXPECT_EQ(error_of([&] { rrelu(s["hidden"], x, 1, 0); }),
            "rrelu \"hidden\": the slopes are drawn from 1 to 0; the first must not be larger");
}

TEST(NnActivation, CeluNeedsAPositiveAlpha) {
  EXPECT_EQ(error_of([] { celu(ones({2}), 0); }), "celu: alpha is 0; it must be above 0");
}

}  // namespace
}  // namespace ansatz
