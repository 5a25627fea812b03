// Losses, activations and layers against PyTorch's numbers (tests/golden), values and gradients, in f64 and f32.
#include "ansatz/losses.h"
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
TEST(LossGolden, Huber) {
  expect_loss("huber", "prediction", huber(), "target");
  expect_loss("huber.half", "prediction", huber({.delta = 0.5}), "target");
}
TEST(LossGolden, LogCosh) { expect_loss("log_cosh", "prediction", log_cosh, "target"); }
TEST(LossGolden, Quantile) { expect_loss("quantile", "prediction", quantile({.level = 0.9}), "target"); }
TEST(LossGolden, Poisson) { expect_loss("poisson", "prediction", poisson, "counts"); }
TEST(LossGolden, CosineDistance) { expect_loss("cosine_distance", "prediction", cosine_distance, "target"); }
TEST(LossGolden, KullbackLeibler) { expect_loss("kl_divergence", "logits", kl_divergence, "soft_targets"); }
TEST(LossGolden, Hinge) {
  expect_loss("hinge", "prediction", hinge({.margin = 0.75}), "signs");
  expect_loss("hinge.classes", "prediction", hinge({.margin = 0.75}), "labels", true);
}
TEST(LossGolden, Focal) {
  expect_loss("focal", "prediction", focal(), "hard");
  expect_loss("focal.half", "prediction", focal({.gamma = 0.5, .alpha = 0.75}), "hard");
  expect_loss("focal.classes", "prediction", focal({.gamma = 1.5}), "labels", true);
}
TEST(LossGolden, Triplet) {
  expect_loss("triplet", "prediction", triplet(), "labels", true);
  const Loss against_negatives = [](const Array& anchor, const Array& positive) {
    const Array negative = array_of(Golden("losses")["logits"], anchor.dtype()) / 3.0;
    return triplet_margin(anchor, positive, negative, {.margin = 0.75});
  };
  expect_loss("triplet_margin", "prediction", against_negatives, "target");
}

TEST(LossGolden, CrossEntropy) {
  const std::vector<double> weights = Golden("losses")["weights"].values;
  expect_loss("cross_entropy", "logits", cross_entropy(), "labels", true);
  expect_loss("cross_entropy.smoothed", "logits", cross_entropy({.label_smoothing = 0.1}), "labels", true);
  expect_loss("cross_entropy.weighted", "logits", cross_entropy({.class_weights = weights}), "labels", true);
  expect_loss("cross_entropy.weighted_smoothed", "logits",
              cross_entropy({.label_smoothing = 0.1, .class_weights = weights}), "labels", true);
  expect_loss("cross_entropy.soft", "logits", cross_entropy(), "soft_targets");
  expect_loss("cross_entropy.soft_weighted_smoothed", "logits",
              cross_entropy({.label_smoothing = 0.1, .class_weights = weights}), "soft_targets");
}

TEST(LossGolden, CrossEntropyTakesClassesAsAnyInteger) {
  const Golden golden("losses");
  for (const DType type : {DType::u8, DType::i32, DType::i64})
    expect_array(cross_entropy()(array_of(golden["logits"], DType::f64), array_of(golden["labels"], type)), {},
                 golden["cross_entropy.value"].values, 1e-12);
}

TEST(LossGolden, BinaryCrossEntropy) {
  expect_loss("bce", "logits", binary_cross_entropy(), "yes");
  expect_loss("bce.pos_weight", "logits", binary_cross_entropy({.positive_weight = 2.5}), "yes");
  expect_loss("bce.smoothed", "logits", binary_cross_entropy({.label_smoothing = 0.1}), "yes");
}

// Where a slope could become 0/0 or ∞·0.
TEST(LossGolden, SlopesStayFinite) {
  const Array zero = zeros({2, 3}), far = full({2, 3}, 200.0), classes = Array({0, 0}, {2});
  const std::vector<Array> slopes = {
      grad([&](const Array& p) { return cosine_distance(p, zero); })(zero),
      grad([&](const Array& p) { return triplet_margin(p, p, p); })(zero),
      grad([&](const Array& p) { return triplet()(p, classes); })(zero),
      grad([&](const Array& p) { return focal({.gamma = 0.5})(p, zero + 1.0); })(far),
      grad([&](const Array& p) { return focal({.gamma = 0.5})(p, classes); })(far * Array({1, 0, 0}, {3})),
      grad([&](const Array& p) {
        return kl_divergence(p, Array({1, 0, 0}, {3}) + zero);
      })(far),
      grad([&](const Array& p) { return log_cosh(p, zero); })(far)};
  for (std::size_t i = 0; i < slopes.size(); ++i)
    for (const double slope : to_vector<double>(slopes[i])) EXPECT_TRUE(std::isfinite(slope)) << i;
}

TEST(LossGolden, ByName) {
  const Golden golden("losses");
  const auto of = [&](const char* name) { return array_of(golden[name], DType::f64); };
  for (const char* name : {"mse", "mae", "huber"})
    expect_array(loss(name)(of("prediction"), of("target")), {}, golden[std::string(name) + ".value"].values, 1e-12);
  expect_array(loss("huber:delta=0.5")(of("prediction"), of("target")), {}, golden["huber.half.value"].values, 1e-12);
  expect_array(loss("quantile:0.9")(of("prediction"), of("target")), {}, golden["quantile.value"].values, 1e-12);
  expect_array(loss("focal:gamma=0.5,alpha=0.75")(of("prediction"), of("hard")), {}, golden["focal.half.value"].values,
               1e-12);
  for (const std::string& name : loss_names()) EXPECT_TRUE(loss(name)) << name;
  EXPECT_EQ(loss_names().size(), 13u);
}

TEST(LossGolden, RefusesNamesAndOptions) {
  const auto error = [](const char* text) { return error_of([&] { loss(text); }); };
  EXPECT_EQ(error("msse"), "unknown loss \"msse\"; did you mean \"mse\"?");
  EXPECT_EQ(error("mse:2"), "loss \"mse\" has no options; \"2\" was given");
  EXPECT_EQ(error("huber:dleta=1"), "loss \"huber\": unknown option \"dleta\"; did you mean \"delta\"?");
  EXPECT_EQ(error("huber:delta=wide"), "loss \"huber\": delta is \"wide\"; a number is needed");
  EXPECT_EQ(error("huber:delta=inf"), "loss \"huber\": delta is inf; a finite number is needed");
  EXPECT_EQ(error("huber:1,2"), "loss \"huber\": 2 values are given for its options: \"delta\"");
  EXPECT_EQ(error("huber:1,delta=2"), "loss \"huber\": delta is given twice");
  EXPECT_EQ(error("huber:delta="),
            "loss \"huber:delta=\": \"delta=\" is no option; write them as in huber:option=1,another=2");
  EXPECT_EQ(error("huber:delta=-1"), "huber: delta is -1; it must be above 0");
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
