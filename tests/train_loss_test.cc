// Which losses a fit takes, and that one that was chosen is the one that is fitted.
#include <gtest/gtest.h>

#include <random>

#include "ansatz/fit.h"
#include "ansatz/table.h"
#include "tests/error_of.h"
#include "train/suitable_loss.h"

namespace ansatz {
namespace {

std::vector<std::string> suitable(Task task) {
  std::vector<std::string> names;
  for (const std::string& name : loss_names())
    if (suits(loss(name), task)) names.push_back(name);
  return names;
}

TEST(SuitableLoss, IsLeastWhereThePredictionIsTheTarget) {
  EXPECT_EQ(suitable(Task::regression), (std::vector<std::string>{"huber", "log_cosh", "mae", "mse", "quantile"}));
  EXPECT_EQ(suitable(Task::classification), (std::vector<std::string>{"cross_entropy", "focal", "hinge"}));
}

// y is 0 or, in 30 of 100 rows, 100, whatever x says: the quantiles and the mean are far from each other.
Dataset two_heaps() {
  std::mt19937 random(20261125);
  std::vector<double> x, y;
  for (int i = 0; i < 400; ++i) {
    x.push_back(std::uniform_real_distribution<>(0, 1)(random));
    y.push_back((i % 10 < 3 ? 100 : 0) + std::uniform_real_distribution<>(0, 1)(random));
  }
  return {Table({numeric_column("x", x), numeric_column("y", y)}), "y"};
}

double mean_prediction(const FitReport& report, const Dataset& data) {
  double sum = 0;
  for (const double value : report.model.predict(data.table).values)
    sum += value / static_cast<double>(data.table.rows());
  return sum;
}

TEST(ChosenLoss, IsFittedByTheDefaultNetwork) {
  const Dataset data = two_heaps();
  const auto fitted = [&](const std::string& name) {
    const FitReport report = fit(data, {.loss = loss(name), .loss_name = name, .epochs = 20});
    EXPECT_EQ(report.inferred.at(4), "loss: " + name);
    return mean_prediction(report, data);
  };
  EXPECT_LT(fitted("mae"), 15);
  EXPECT_NEAR(fitted("mse"), 30, 8);
  EXPECT_GT(fitted("quantile:level=0.9"), 85);
}

TEST(ChosenLoss, OfTheOtherTaskIsRefused) {
  EXPECT_EQ(error_of([] { fit(two_heaps(), {.loss = loss("hinge"), .loss_name = "hinge"}); }),
            "the loss \"hinge\" does not suit a regression; possible: huber, log_cosh, mae, mse, quantile");
}

}  // namespace
}  // namespace ansatz
