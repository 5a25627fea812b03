#include "ansatz/cross_validation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "ansatz/error.h"
#include "ansatz/split.h"
#include "base/random.h"
#include "tests/error_of.h"
#include "tests/golden.h"

using namespace ansatz;

namespace {

Table made_table(std::int64_t rows) {
  const std::uint64_t seed = 11;
  std::vector<double> a, b, y;
  std::vector<std::string> kind;
  for (std::int64_t row = 0; row < rows; ++row) {
    const auto words = random_words(seed, 1, static_cast<std::uint64_t>(row));
    a.push_back(words[0] / 4294967296.0);
    b.push_back(words[1] / 4294967296.0);
    y.push_back(3 * a.back() - 2 * b.back() + 0.2 * words[2] / 4294967296.0);
    kind.push_back(a.back() > b.back() ? "over" : "under");
  }
  return Table(
      {numeric_column("a", a), numeric_column("b", b), numeric_column("y", y), categorical_column("kind", kind)});
}

const FitOptions quick = {.learning_rate = 0.05, .epochs = 20, .threads = 1};

TEST(CrossValidation, EachFoldScoresAFitOnTheOthers) {
  const Table table = made_table(90).without("kind");
  const CrossValidation found = cross_validate("linear", table.target("y"), {.folds = 3}, quick);
  const auto parts = folds(90, 3, 0);
  ASSERT_EQ(found.folds.size(), 3u);
  double sum = 0, squares = 0;
  for (std::size_t fold = 0; fold < 3; ++fold) {
    std::vector<std::int64_t> others;
    for (std::size_t other = 0; other < 3; ++other)
      if (other != fold) others.insert(others.end(), parts[other].begin(), parts[other].end());
    std::sort(others.begin(), others.end());
    FitOptions options = quick;
    options.test = table.select(parts[fold]);
    const FitReport report = fit("linear", table.select(others).target("y"), options);
    EXPECT_EQ(found.folds[fold], report.test);
    EXPECT_EQ(found.rows[fold], 30);
    EXPECT_EQ(report.training_rows + report.validation_rows, 60);
    EXPECT_GT(report.test.at("r2"), 0.9);
    sum += report.test.at("mae");
  }
  for (const Metrics& fold : found.folds) squares += std::pow(fold.at("mae") - sum / 3, 2);
  EXPECT_DOUBLE_EQ(found.mean.at("mae"), sum / 3);
  EXPECT_DOUBLE_EQ(found.deviation.at("mae"), std::sqrt(squares / 3));
}

TEST(CrossValidation, IsTheSameForASeedAndAnyNumberOfThreads) {
  const Dataset data = made_table(80).without("y").target("kind");
  FitOptions options = quick;
  const CrossValidation one = cross_validate("mlp:8", data, {.folds = 4}, options);
  options.threads = 2;
  const CrossValidation same = cross_validate("mlp:8", data, {.folds = 4}, options);
  options.seed = 1;
  const CrossValidation other = cross_validate("mlp:8", data, {.folds = 4}, options);
  EXPECT_EQ(one.folds, same.folds);
  EXPECT_NE(one.folds, other.folds);
  EXPECT_TRUE(one.mean.contains("accuracy") && one.mean.contains("log_loss"));
}

TEST(CrossValidation, RefusesWhatCannotBe) {
  const Table table = made_table(40);
  const auto refusal = [&](const char* target, int folds) {
    return error_of([&] { cross_validate("linear", table.target(target), {.folds = folds}, quick); });
  };
  EXPECT_EQ(refusal("y", 41), "41 folds are asked for, but the table has 40 rows with a target");
  EXPECT_EQ(refusal("y", 1), "1 folds are asked for; cross-validation needs at least 2");
  EXPECT_EQ(error_of([&] { cross_validate("linear", made_table(11).target("y"), {.folds = 2}, quick); }),
            "the table has 11 rows with a target, of which 2 folds leave 5 to learn from; at least 10 are needed");
  EXPECT_EQ(error_of([&] { fit("linear", table.target("y"), {.test_fraction = 1}); }),
            "a test fraction of 1 is asked for; it must be from 0 to below 1");
}

TEST(CrossValidation, ACallbackStopsIt) {
  FitOptions options = quick;
  int epochs = 0;
  options.callbacks = {{.on_epoch = [&](const Progress&) { return ++epochs < 25; }}};
  int ended = 0;
  const CrossValidation found = cross_validate("linear", made_table(60).target("y"),
                                               {.folds = 3, .on_end = [&](int, const Metrics&) { ++ended; }}, options);
  EXPECT_TRUE(found.interrupted);
  EXPECT_EQ(found.folds.size(), 1u);
  EXPECT_EQ(ended, 1);
}

// Each class has as many rows in the folds as scikit-learn's StratifiedKFold gives it, in some order.
TEST(CrossValidation, FoldsAreStratifiedAsScikitLearnDoes) {
  const Golden golden("folds");
  for (int number = 0; number < 40; ++number) {
    SCOPED_TRACE(number);
    const GoldenArray &rows = golden["case" + std::to_string(number) + ".rows"],
                      &dealt = golden["case" + std::to_string(number) + ".folds"];
    std::vector<std::int32_t> codes;
    for (std::size_t code = 0; code < rows.values.size(); ++code)
      codes.insert(codes.end(), static_cast<std::size_t>(rows.values[code]), static_cast<std::int32_t>(code));
    const auto count = static_cast<std::size_t>(dealt.shape[1]);
    const auto parts = folds(static_cast<std::int64_t>(codes.size()), static_cast<int>(count), 5, codes);
    for (std::size_t code = 0; code < rows.values.size(); ++code) {
      std::vector<double> ours;
      for (const auto& part : parts)
        ours.push_back(static_cast<double>(std::count_if(part.begin(), part.end(), [&](std::int64_t row) {
          return codes[static_cast<std::size_t>(row)] == static_cast<std::int32_t>(code);
        })));
      std::sort(ours.begin(), ours.end());
      const auto first = dealt.values.begin() + static_cast<std::ptrdiff_t>(code * count);
      EXPECT_EQ(ours, std::vector<double>(first, first + static_cast<std::ptrdiff_t>(count))) << "class " << code;
    }
  }
}

}  // namespace
