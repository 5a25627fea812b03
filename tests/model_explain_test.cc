// Importances and dependences of a model whose formula is known, against their expectations in closed form.
#include <gtest/gtest.h>

#include <cmath>

#include "ansatz/explain.h"
#include "ansatz/fit.h"
#include "tests/error_of.h"
#include "tests/golden.h"
#include "tests/model_parts.h"

namespace ansatz {
namespace {

// y = 3a + b exactly, b correlated with a, c unused; 200 rows.
Table line_table() {
  std::vector<double> a, b, c, y;
  std::vector<std::string> kind;
  const std::vector<float> numbers = testing::draw(600, 11);
  for (std::size_t i = 0; i < 200; ++i) {
    a.push_back(numbers[3 * i]);
    b.push_back(0.5 * numbers[3 * i] + numbers[3 * i + 1]);
    c.push_back(numbers[3 * i + 2]);
    kind.push_back(i % 3 == 0 ? "new" : "old");
    y.push_back(3 * a[i] + b[i] + (i % 3 == 0 ? 2 : 0));
  }
  return Table({numeric_column("a", a), numeric_column("b", b), numeric_column("c", c),
                categorical_column("kind", kind), numeric_column("y", y)});
}

const Model& fitted() {
  static const Model model = fit("linear", {line_table(), "y"}, {.learning_rate = 0.02, .epochs = 150}).model;
  return model;
}

struct Moments {
  double mean = 0, variance = 0;
};

Moments moments(const std::vector<double>& values) {
  Moments m;
  for (const double v : values) m.mean += v / static_cast<double>(values.size());
  for (const double v : values) m.variance += (v - m.mean) * (v - m.mean) / static_cast<double>(values.size());
  return m;
}

// Dealing x to other rows of p = w x + rest, which equals y, leaves the error w (x - x'): its mean square over all
// permutations is 2 w² n / (n - 1) · (1 - 1/n) var x = 2 w² var x, so R² falls by 2 w² var x / var y.
double expected_drop(const Table& table, const std::string& name, double weight) {
  return 2 * weight * weight * moments(table.column(name).numbers.to_vector()).variance /
         moments(table.column("y").numbers.to_vector()).variance;
}

TEST(PermutationImportance, IsWhatTheFormulaSays) {
  const Table table = line_table();
  ASSERT_GT(fitted().evaluate(table).at("r2"), 0.97);  // the encoder clips smoothly, so that a line is not quite one
  const Importances found = permutation_importance(fitted(), table, {.shuffles = 30, .seed = 5});
  EXPECT_EQ(found.metric, "r2");
  EXPECT_EQ(found.columns[0].column, "a");
  for (const Importance& each : found.columns) {
    EXPECT_EQ(each.drops.size(), 30u);
    if (each.column == "a") {
      EXPECT_NEAR(each.mean, expected_drop(table, "a", 3), 0.15);
    }
    if (each.column == "b") {
      EXPECT_NEAR(each.mean, expected_drop(table, "b", 1), 0.05);
    }
    if (each.column == "c") {
      EXPECT_NEAR(each.mean, 0, 0.01);
    }
    EXPECT_NEAR(each.deviation, std::sqrt(moments(each.drops).variance), 1e-12);
  }
  const Importances again = permutation_importance(fitted(), table, {.shuffles = 30, .seed = 5});
  EXPECT_EQ(again.columns[1].drops, found.columns[1].drops);
}

TEST(PartialDependence, IsTheMeanOfPredictions) {
  const Table table = line_table();
  const Dependence a = partial_dependence(fitted(), table, "a");
  ASSERT_EQ(a.places.size(), 20u);
  const Table others = table.without("a");
  for (const std::size_t i : {std::size_t{0}, std::size_t{7}, std::size_t{19}}) {
    const std::vector<double> values =
        fitted().predict(others.with(numeric_column("a", std::vector<double>(200, a.places[i])))).values;
    EXPECT_NEAR(a.means[0][i], moments(values).mean, 1e-9);
  }
  EXPECT_NEAR((a.means[0][19] - a.means[0][0]) / (a.places[19] - a.places[0]), 3, 0.3);
  const Dependence kind = partial_dependence(fitted(), table, "kind");
  EXPECT_EQ(kind.levels, (std::vector<std::string>{"new", "old"}));
  EXPECT_NEAR(kind.means[0][0] - kind.means[0][1], 2, 0.2);
}

TEST(PartialDependence, RefusesWhatTheModelDoesNotRead) {
  EXPECT_EQ(error_of([] { partial_dependence(fitted(), line_table(), "knd"); }),
            "the model does not read a column \"knd\"; did you mean \"kind\"?");
  EXPECT_EQ(error_of([] { permutation_importance(fitted(), line_table(), {.shuffles = 0}); }),
            "0 shuffles of each column are asked for; at least 1 is needed");
}

// The network of tests/golden/make_explain.py as a model.
Model golden_model(const Golden& golden) {
  ModelParts parts;
  parts.encoder.columns = {NumericEncoding{.column = "a", .center = 50, .scale = 1.0f / 32},
                           NumericEncoding{.column = "b", .center = 0.75, .scale = 0.5},
                           CategoryEncoding{"kind", {"x", "y", "z"}}};
  parts.target = "y";
  for (const auto& [name, key] :
       {std::pair("hidden.weight", "w1"), {"hidden.bias", "b1"}, {"out.weight", "w2"}, {"out.bias", "b2"}})
    parts.parameters.emplace(name,
                             Array(golden[key].floats(), Shape(std::span<const std::int64_t>(golden[key].shape))));
  parts.inference = testing::two_layers;
  return build_model(parts);
}

TEST(Explain, AgreesWithScikitLearn) {
  const Golden golden("explain");
  const Model model = golden_model(golden);
  std::vector<std::string> kind;
  for (const double code : golden["kind"].values)
    kind.push_back(std::vector<std::string>{"x", "y", "z"}[static_cast<std::size_t>(code)]);
  const Table table({numeric_column("a", golden["a"].values), numeric_column("b", golden["b"].values),
                     categorical_column("kind", kind), numeric_column("y", golden["y"].values)});
  constexpr int shuffles = 300;
  const Importances found = permutation_importance(model, table, {.shuffles = shuffles, .seed = 1});
  for (const std::string name : {"a", "b", "kind"}) {
    SCOPED_TRACE(name);
    const Dependence dependence = partial_dependence(model, table, name);
    const std::vector<double>&places = golden[name + ".places"].values, &means = golden[name + ".means"].values;
    if (name == "kind") {
      EXPECT_EQ(dependence.levels, (std::vector<std::string>{"x", "y", "z"}));
    } else {
      ASSERT_EQ(dependence.places.size(), places.size());
      for (std::size_t i = 0; i < places.size(); ++i) EXPECT_NEAR(dependence.places[i], places[i], 1e-4);
    }
    ASSERT_EQ(dependence.means[0].size(), means.size());
    for (std::size_t i = 0; i < means.size(); ++i) EXPECT_NEAR(dependence.means[0][i], means[i], 2e-5);
    // Other shuffles: their means differ by chance, by no more than five standard errors.
    const auto importance = std::find_if(found.columns.begin(), found.columns.end(),
                                         [&](const Importance& each) { return each.column == name; });
    ASSERT_NE(importance, found.columns.end());
    const double deviation = golden[name + ".deviation"].values[0], repeats = golden["repeats"].values[0];
    EXPECT_NEAR(importance->mean, golden[name + ".importance"].values[0],
                5 * deviation * std::sqrt(1 / repeats + 1.0 / shuffles));
    EXPECT_NEAR(importance->deviation, deviation, 0.2 * deviation);
  }
}

}  // namespace
}  // namespace ansatz
