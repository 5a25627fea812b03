// Logistic regression against statsmodels.
#include "ansatz/logistic_regression.h"

#include <gtest/gtest.h>

#include "tests/classic_columns.h"
#include "tests/error_of.h"

namespace ansatz {
namespace {

TEST(LogisticRegression, AgreesWithStatsmodels) {
  const Golden golden("regression");
  const GoldenColumns x(golden["logistic.x"]);
  const Table table({numeric_column("a", x.values[0]), numeric_column("b", x.values[1]),
                     numeric_column("y", golden["logistic.y"].values)});
  const LogisticRegression fit = logistic_regress({table, "y"});
  EXPECT_EQ(fit.event, "1");
  const std::vector<double>& expected = golden["logistic.coefficients"].values;
  ASSERT_EQ(fit.coefficients.size(), 3u);
  for (std::size_t j = 0; j < 3; ++j) {
    const Coefficient& c = fit.coefficients[j];
    const double values[] = {c.estimate, c.standard_error, c.t, c.p};
    for (std::size_t k = 0; k < 4; ++k) EXPECT_NEAR(values[k] / expected[4 * j + k], 1, 1e-8) << j << " " << k;
  }
  const std::vector<double>& summary = golden["logistic.summary"].values;
  EXPECT_NEAR(fit.log_likelihood, summary[0], 1e-10);
  EXPECT_NEAR(fit.null_log_likelihood, summary[1], 1e-8);  // found there by a descent
  EXPECT_NEAR(fit.pseudo_r_squared, summary[2], 1e-9);
  const std::vector<double> probabilities = fit.probabilities(table.without("y"));
  for (std::size_t i = 0; i < probabilities.size(); ++i)
    EXPECT_NEAR(probabilities[i], golden["logistic.probabilities"].values[i], 1e-9);
}

TEST(LogisticRegression, ClassesAndMissingValues) {
  const Table table =
      parse_csv("x,town,bought\n1,A,no\n2,B,no\n3,A,yes\n2,B,yes\n1,A,yes\n4,B,no\n,A,yes\n5,B,yes\n", "t.csv");
  const LogisticRegression fit = logistic_regress({table, "bought"}, {.ridge = 0.5});
  EXPECT_EQ(fit.event, "yes");
  EXPECT_EQ(fit.rows, 7);
  EXPECT_EQ(fit.coefficients[2].name, "town=B");
  EXPECT_TRUE(std::isnan(fit.coefficients[1].standard_error));
  EXPECT_TRUE(std::isnan(fit.probabilities(parse_csv("town,x\nA,\nB,2\n"))[0]));
}

TEST(LogisticRegression, Refuses) {
  const auto said = [](const std::string& csv, const LogisticOptions& options = {}) {
    return error_of([&] { logistic_regress({parse_csv(csv, "t.csv"), "y"}, options); });
  };
  const std::string parted = "x,y\n1,a\n2,a\n3,a\n4,b\n5,b\n6,b\n";
  EXPECT_EQ(said(parted),
            "t.csv: the columns tell some rows' classes without an error, so that the coefficients grow without bound; "
            "a ridge "
            "keeps them finite");
  EXPECT_EQ(said(parted, {.ridge = 0.1}), "no error");
  EXPECT_EQ(said("x,y\n1,a\n2,b\n3,c\n"),
            "t.csv: \"y\" has more than two different values; a logistic regression needs two");
  EXPECT_EQ(said("x,y\n1,a\n2,a\n"), "t.csv: \"y\" has 1 different values; a logistic regression needs two");
  EXPECT_NE(said("x,z,y\n1,2,a\n2,4,a\n3,6,b\n4,8,a\n5,10,b\n").find("the columns are collinear: \"z\" = 2·\"x\""),
            std::string::npos);
}

}  // namespace
}  // namespace ansatz
