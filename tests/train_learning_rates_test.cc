// The learning-rate range test, and its picture.
#include "ansatz/learning_rates.h"
#include "tests/arrays.h"

namespace ansatz {
namespace {

// y = 2a - b of standard normal numbers.
Dataset plane() {
  Random random;
  std::vector<double> a(400), b(400), y(400);
  for (int i = 0; i < 400; ++i) {
    a[i] = random.number(-2, 2);
    b[i] = random.number(-2, 2);
    y[i] = 2 * a[i] - b[i] + random.number(-0.1, 0.1);
  }
  return Table({numeric_column("a", a), numeric_column("b", b), numeric_column("y", y)}).target("y");
}

TEST(TrainLearningRates, Plane) {
  const Dataset data = plane();
  const FitOptions options{.optimizer = sgd(), .threads = 1};
  const LearningRates rates = find_learning_rate("linear", data, options, {.lowest = 1e-5, .highest = 1e3});
  EXPECT_EQ(rates.network, "linear");
  EXPECT_EQ(rates.optimizer, "sgd");
  ASSERT_EQ(rates.rates.size(), rates.losses.size());
  EXPECT_LT(rates.rates.size(), 200u) << "it stops when the loss soars";
  EXPECT_DOUBLE_EQ(rates.rates[0], 1e-5);
  for (std::size_t i = 1; i < rates.rates.size(); ++i)
    EXPECT_NEAR(rates.rates[i] / rates.rates[i - 1], std::pow(1e8, 1.0 / 199), 1e-9);
  // Gradient descent on a mean of squares of standardised features cannot hold above 1.
  EXPECT_GT(rates.suggested, 1e-4);
  EXPECT_LT(rates.suggested, 1);
  EXPECT_LE(rates.suggested, rates.lowest_loss);
  // At the suggestion a fit learns; the same seed gives the same run.
  const FitReport fitted = fit("linear", data, {.optimizer = sgd(), .learning_rate = rates.suggested, .threads = 1});
  EXPECT_GT(fitted.test.at("r2"), 0.9);
  EXPECT_EQ(find_learning_rate("linear", data, options, {.lowest = 1e-5, .highest = 1e3}).losses, rates.losses);
}

TEST(TrainLearningRates, Picture) {
  const LearningRates rates{{1e-4, 1e-3, 1e-2, 1e-1}, {4, 3, 1, 900}, 1e-3, 1e-2, "mlp", "adam"};
  const std::string svg = learning_rates_svg(rates, "a.csv: <y>");
  EXPECT_NE(svg.find("a.csv: &lt;y&gt;"), std::string::npos);
  EXPECT_NE(svg.find("falls fastest: 0.001"), std::string::npos);
  EXPECT_EQ(svg.find(">900<"), std::string::npos) << "the soaring end does not squeeze the rest";
}

TEST(TrainLearningRates, Refuses) {
  const Dataset data = plane();
  EXPECT_EQ(error_of([&] { find_learning_rate("linear", data, {}, {.lowest = 1, .highest = 0.1}); }),
            "find_learning_rate: rates from 1 to 0.1; 0 < lowest < highest is needed");
  EXPECT_EQ(error_of([&] { find_learning_rate("linear", data, {}, {.steps = 3}); }),
            "find_learning_rate: 3 steps; at least 10 are needed");
  EXPECT_EQ(error_of([&] { find_learning_rate("liner", data); }),
            "unknown architecture \"liner\"; did you mean \"linear\"?");
}

}  // namespace
}  // namespace ansatz
