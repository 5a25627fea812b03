// Losses, activations and layers against PyTorch's numbers (tests/golden), values and gradients, in f64 and f32.
#include "ansatz/loss.h"
#include "ansatz/nn.h"
#include "tests/arrays.h"
#include "tests/golden.h"

namespace ansatz {
namespace {

using Function = std::function<Array(const Array&)>;

struct Precision {
  DType type;
  double tolerance;  // relative to max(1, |value|)
};
// In f32 a sum of 24 terms of a few units each is good to about 1e-6.
const Precision precisions[] = {{DType::f64, 1e-12}, {DType::f32, 2e-6}};

Shape shape_of(const GoldenArray& golden) { return Shape(std::span<const std::int64_t>(golden.shape)); }

Array array_of(const GoldenArray& golden, DType type) { return cast(Array(golden.values, shape_of(golden)), type); }

// The value of f at x, and its gradient when something with the gradient `upstream` follows.
void expect_value_and_gradient(const Function& f, const Array& x, const Array& upstream, const GoldenArray& value,
                               const GoldenArray& gradient, double tolerance) {
  expect_array(f(x), shape_of(value), value.values, tolerance);
  const Array dx = grad([&](const Array& v) { return sum(f(v) * upstream); })(x);
  EXPECT_EQ(name_of(dx.dtype()), std::string(name_of(x.dtype())));
  expect_array(dx, shape_of(gradient), gradient.values, tolerance);
}

void expect_loss(const std::string& name, const std::string& at, const Loss& loss, const std::string& target,
                 bool classes = false) {
  const Golden golden("losses");
  for (const Precision& precision : precisions) {
    SCOPED_TRACE(name + " in " + name_of(precision.type));
    const Array t = classes ? array_of(golden[target], DType::i64) : array_of(golden[target], precision.type);
    expect_value_and_gradient([&](const Array& p) { return loss(p, t); }, array_of(golden[at], precision.type),
                              Array(1.0), golden[name + ".value"], golden[name + ".gradient"], precision.tolerance);
  }
}

TEST(LossGolden, SquaredError) { expect_loss("mse", "prediction", mse, "target"); }
TEST(LossGolden, AbsoluteError) { expect_loss("mae", "prediction", mae, "target"); }
TEST(LossGolden, Huber) { expect_loss("huber", "prediction", huber(), "target"); }

TEST(LossGolden, CrossEntropy) {
  const std::vector<double> weights = Golden("losses")["weights"].values;
  expect_loss("cross_entropy", "logits", cross_entropy(), "labels", true);
  expect_loss("cross_entropy.smoothed", "logits", cross_entropy({.label_smoothing = 0.1}), "labels", true);
  expect_loss("cross_entropy.weighted", "logits", cross_entropy({.class_weights = weights}), "labels", true);
  expect_loss("cross_entropy.weighted_smoothed", "logits",
              cross_entropy({.label_smoothing = 0.1, .class_weights = weights}), "labels", true);
}

TEST(LossGolden, CrossEntropyTakesClassesAsAnyInteger) {
  const Golden golden("losses");
  for (const DType type : {DType::u8, DType::i32, DType::i64})
    expect_array(cross_entropy()(array_of(golden["logits"], DType::f64), array_of(golden["labels"], type)), {},
                 golden["cross_entropy.value"].values, 1e-12);
}

TEST(LossGolden, BinaryCrossEntropy) { expect_loss("bce", "logits", binary_cross_entropy, "yes"); }

TEST(LossGolden, ByName) {
  const Golden golden("losses");
  const Array prediction = array_of(golden["prediction"], DType::f64), target = array_of(golden["target"], DType::f64);
  for (const char* name : {"mse", "mae", "huber"})
    expect_array(loss(name)(prediction, target), {}, golden[std::string(name) + ".value"].values, 1e-12);
  EXPECT_EQ(error_of([] { loss("msse"); }), "unknown loss \"msse\"; did you mean \"mse\"?");
}

TEST(LossGolden, RefusesOtherShapes) {
  const Array column = zeros({64, 1}), row = zeros({64});
  EXPECT_EQ(error_of([&] { mse(column, row); }),
            "mse: predictions have the shape [64, 1] and targets [64]; they must be the same");
  EXPECT_EQ(error_of([&] {
              cross_entropy()(zeros({64, 10}), column);
            }),
            "cross_entropy: logits of shape [64, 10] need class numbers of shape [64], not [64, 1]");
  EXPECT_EQ(error_of([&] {
              cross_entropy({.class_weights = {1, 2}})(zeros({64, 10}), row);
            }),
            "cross_entropy: 2 class weights are given for 10 classes");
  EXPECT_EQ(error_of([] { cross_entropy({.label_smoothing = 1}); }),
            "cross_entropy: label_smoothing is 1; it must be at least 0 and below 1");
  EXPECT_EQ(error_of([] { huber({.delta = 0}); }), "huber: delta is 0; it must be above 0");
}

TEST(LossGolden, Activations) {
  const Golden golden("activations");
  for (const Precision& precision : precisions) {
    const Array x = array_of(golden["x"], precision.type);
    for (const char* name :
         {"relu", "leaky_relu", "elu", "selu", "gelu", "sigmoid", "tanh", "softplus", "silu", "mish"}) {
      SCOPED_TRACE(std::string(name) + " in " + name_of(precision.type));
      expect_value_and_gradient(activation(name), x, Array(1.0), golden[std::string(name) + ".value"],
                                golden[std::string(name) + ".derivative"], precision.tolerance);
    }
    const std::vector<std::pair<std::string, Function>> others = {
        {"gelu_tanh", [](const Array& v) { return gelu_tanh(v); }},
        {"hard_sigmoid", [](const Array& v) { return hard_sigmoid(v); }},
        {"hard_swish", [](const Array& v) { return hard_swish(v); }},
        {"softsign", [](const Array& v) { return softsign(v); }},
        {"log_sigmoid", [](const Array& v) { return log_sigmoid(v); }}};
    for (const auto& [name, f] : others) {
      SCOPED_TRACE(name + " in " + name_of(precision.type));
      // PyTorch's derivative of hard_sigmoid in f64 has the digits of a float 1/6.
      const double tolerance = name == "hard_sigmoid" ? std::max(1e-8, precision.tolerance) : precision.tolerance;
      expect_value_and_gradient(f, x, Array(1.0), golden[name + ".value"], golden[name + ".derivative"], tolerance);
    }
  }
}

// A layer with parameters: output, and the gradients of input, weight and bias.
void expect_layer(const std::string& name, const Architecture& layer) {
  const Golden golden("layers");
  for (const Precision& precision : precisions) {
    SCOPED_TRACE(name + " in " + name_of(precision.type));
    auto of = [&](const std::string& part) { return array_of(golden[name + "." + part], precision.type); };
    auto apply = [&](const std::vector<Array>& v) {
      auto recording = std::make_shared<Recording>();
      recording->parameters = {{"weight", v[1]}, {"bias", v[2]}};
      return layer(Scope(recording), v[0]);
    };
    const std::vector<Array> at = {of("x"), of("weight"), of("bias")};
    const GoldenArray& y = golden[name + ".y"];
    expect_array(apply(at), shape_of(y), y.values, precision.tolerance);
    const std::vector<Array> gradient =
        grad([&](const std::vector<Array>& v) { return sum(apply(v) * of("upstream")); })(at);
    const char* const names[] = {".dx", ".dweight", ".dbias"};
    for (int i = 0; i < 3; ++i)
      expect_array(gradient[i], shape_of(golden[name + names[i]]), golden[name + names[i]].values,
                   4 * precision.tolerance);
  }
}

TEST(LossGolden, Linear) {
  expect_layer("linear", [](Scope s, Array x) { return linear(s, x, 2); });
}
TEST(LossGolden, LayerNorm) {
  expect_layer("layer_norm", [](Scope s, Array x) { return layer_norm(s, x); });
}

TEST(LossGolden, Softmax) {
  const Golden golden("layers");
  const std::vector<std::pair<std::string, Function>> functions = {
      {"softmax", [](const Array& x) { return softmax(x, -1); }},
      {"softmax0", [](const Array& x) { return softmax(x, 0); }},
      {"log_softmax", [](const Array& x) { return log_softmax(x, -1); }}};
  for (const Precision& precision : precisions)
    for (const auto& [name, f] : functions) {
      SCOPED_TRACE(name + " in " + name_of(precision.type));
      expect_value_and_gradient(f, array_of(golden[name + ".x"], precision.type),
                                array_of(golden[name + ".upstream"], precision.type), golden[name + ".y"],
                                golden[name + ".dx"], precision.tolerance);
    }
}

}  // namespace
}  // namespace ansatz
