// The scores of predictions against scikit-learn's (tests/golden/metrics.txt).
#include "model/metrics.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/error_of.h"
#include "tests/golden.h"

namespace ansatz {
namespace {

using Integers = std::vector<int>;

void expect_golden(const Golden& golden, const std::string& name, const Metrics& metrics) {
  for (const auto& [metric, value] : metrics) {
    SCOPED_TRACE(name + "." + metric);
    EXPECT_NEAR(value, golden[name + "." + metric].values[0], 1e-12 * std::max(1.0, std::abs(value)));
  }
}

Integers integers(const GoldenArray& array) { return Integers(array.values.begin(), array.values.end()); }

TEST(Metrics, OfRegressionAgreeWithScikitLearn) {
  const Golden golden("metrics");
  for (const std::string name : {"regression", "worse", "constant"}) {
    const Metrics metrics = regression_metrics(golden[name + ".truth"].values, golden[name + ".predicted"].values);
    EXPECT_EQ(metrics.size(), 4u);
    expect_golden(golden, name, metrics);
  }
}

TEST(Metrics, OfClassificationAgreeWithScikitLearn) {
  const Golden golden("metrics");
  for (const std::string name : {"binary", "many", "absent"}) {
    SCOPED_TRACE(name);
    const GoldenArray& table = golden[name + ".probabilities"];
    const auto classes = static_cast<std::size_t>(table.shape[1]);
    const std::vector<float> probabilities = table.floats();
    const Integers truth = integers(golden[name + ".truth"]);
    const Metrics metrics = classification_metrics(truth, probabilities, static_cast<int>(classes));
    EXPECT_EQ(metrics.size(), classes == 2 ? 9u : name == "absent" ? 5u : 6u);
    expect_golden(golden, name, metrics);
    // scikit-learn divides each row by its sum, which is 1 only as float32 has it.
    EXPECT_NEAR(metrics.at("log_loss"), golden[name + ".log_loss_normalised"].values[0], 1e-6);

    Integers predicted;
    for (std::size_t row = 0; row < truth.size(); ++row) {
      const auto begin = probabilities.begin() + static_cast<std::ptrdiff_t>(row * classes);
      predicted.push_back(
          static_cast<int>(std::max_element(begin, begin + static_cast<std::ptrdiff_t>(classes)) - begin));
    }
    const auto matrix = confusion_matrix(truth, predicted, static_cast<int>(classes));
    EXPECT_EQ(std::vector<double>(matrix.begin(), matrix.end()), golden[name + ".confusion"].values);
  }
}

TEST(Metrics, Edges) {
  EXPECT_EQ(regression_metrics(std::vector<double>{2, 2}, std::vector<double>{1, 2}).at("r2"), 0);
  EXPECT_EQ(regression_metrics(std::vector<double>{0, 2}, std::vector<double>{1, 2}).count("mape"), 0u);
  const std::vector<float> probabilities = {0.75f, 0.25f, 0.25f, 0.75f};
  const Metrics one_class = classification_metrics(Integers{0, 0}, probabilities, 2);
  EXPECT_EQ(one_class.count("auc"), 0u);
  EXPECT_EQ(one_class.at("f1_binary"), 0);
  const Metrics unknown = classification_metrics(Integers{0, -1}, probabilities, 2);
  EXPECT_EQ(unknown.at("accuracy"), 0.5);
  EXPECT_EQ(unknown.count("auc"), 0u);
  EXPECT_EQ(confusion_matrix(Integers{0, -1, 1}, Integers{1, 1, 1}, 2), (std::vector<std::int64_t>{0, 1, 0, 1}));
  EXPECT_EQ(area_under_curve({false, true, true, false}, std::vector<float>{1, 1, 2, 0}), 0.875);
  EXPECT_TRUE(std::isnan(area_under_curve({true, true}, std::vector<float>{1, 2})));
  EXPECT_EQ(error_of([] { confusion_matrix(Integers{0}, Integers{2}, 2); }),
            "metrics: class 0 was taken for 2; there are 2, counted from 0");
}

}  // namespace
}  // namespace ansatz
