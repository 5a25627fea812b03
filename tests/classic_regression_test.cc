// Linear regression: NIST's certified values digit by digit, statsmodels' and scikit-learn's figures, and what is refused.
#include "ansatz/regression.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <random>

#include "base/double_double.h"
#include "classic/distributions.h"
#include "tests/error_of.h"
#include "tests/golden.h"

namespace ansatz {
namespace {

using NamedColumns = std::vector<std::pair<std::string, std::span<const double>>>;

std::vector<double> column_of(const GoldenArray& array, std::int64_t column) {
  std::vector<double> values;
  for (std::int64_t row = 0; row < array.shape[0]; ++row) values.push_back(array.values[row * array.shape[1] + column]);
  return values;
}

// Correct digits: -log₁₀ of the relative error, at most 15.
double digits(double value, double expected) {
  const double error = expected == 0 ? std::abs(value) : std::abs(value - expected) / std::abs(expected);
  return error == 0 ? 15 : std::min(15.0, -std::log10(error));
}

// The dataset as a CSV text that holds its numbers digit by digit.
Table table_of(const GoldenArray& data) {
  std::string text = "y";
  for (std::int64_t j = 1; j < data.shape[1]; ++j) text += data.shape[1] == 2 ? ",x" : ",x" + std::to_string(j);
  for (std::int64_t row = 0; row < data.shape[0]; ++row)
    for (std::int64_t j = 0; j < data.shape[1]; ++j) {
      char number[40];
      std::snprintf(number, sizeof number, "%.17g", data.values[row * data.shape[1] + j]);
      text += (j == 0 ? "\n" : ",") + std::string(number);
    }
  return parse_csv(text, "nist.csv", {.doubles = true});
}

TEST(Regression, AllDigitsThatNistCertifies) {
  const Golden golden("nist_linear");
  int problems = 0;
  for (const std::string name : {"Norris", "Pontius", "NoInt1", "NoInt2", "Filip", "Longley", "Wampler1", "Wampler2",
                                 "Wampler3", "Wampler4", "Wampler5"}) {
    const GoldenArray& certified = golden[name + ".certified"];
    const bool intercept = name.find("NoInt") == std::string::npos;
    const int degree = name == "Longley" ? 1 : static_cast<int>(certified.shape[0]) - intercept;
    const Regression fit = regress({table_of(golden[name + ".data"]), "y"}, {.degree = degree, .intercept = intercept});
    ASSERT_EQ(fit.coefficients.size(), static_cast<std::size_t>(certified.shape[0])) << name;
    double estimates = 15, errors = 15;
    for (std::size_t j = 0; j < fit.coefficients.size(); ++j) {
      estimates = std::min(estimates, digits(fit.coefficients[j].estimate, certified.values[2 * j]));
      const double deviation = certified.values[2 * j + 1];  // 0 where the data lie on the polynomial
      errors = std::min(errors, deviation == 0 ? -std::log10(fit.coefficients[j].standard_error + 1e-15)
                                               : digits(fit.coefficients[j].standard_error, deviation));
    }
    const double deviation = golden[name + ".deviation"].values[0];
    if (deviation > 0) {
      EXPECT_GE(digits(fit.residual_standard_deviation, deviation), 12) << name;
    }
    EXPECT_GE(digits(fit.r_squared, golden[name + ".r_squared"].values[0]), 12) << name;
    std::printf("%-9s coefficients %4.1f digits, standard errors %4.1f\n", name.c_str(), estimates, errors);
    EXPECT_GE(estimates, 12) << name;
    EXPECT_GE(errors, 12) << name;
    ++problems;
  }
  EXPECT_EQ(problems, 11);
}

void expect_relative(const std::vector<double>& values, const std::vector<double>& expected, double tolerance) {
  ASSERT_EQ(values.size(), expected.size());
  for (std::size_t i = 0; i < values.size(); ++i)
    EXPECT_NEAR(values[i], expected[i], tolerance * std::abs(expected[i])) << "number " << i;
}

struct Linear {
  Golden golden{"regression"};
  std::vector<std::vector<double>> x;
  std::vector<double> y = golden["linear.y"].values, weights = golden["linear.weights"].values;
  NamedColumns columns;
  Linear() {
    for (int j = 0; j < 3; ++j) x.push_back(column_of(golden["linear.x"], j));
    for (int j = 0; j < 3; ++j) columns.emplace_back("x" + std::to_string(j + 1), x[j]);
  }
};

TEST(Regression, AgreesWithStatsmodels) {
  const Linear linear;
  for (const std::string name : {"ols", "wls", "origin"}) {
    SCOPED_TRACE(name);
    const Regression fit =
        regress_columns(linear.columns, linear.y, {.intercept = name != "origin"},
                        name == "wls" ? std::span<const double>(linear.weights) : std::span<const double>());
    std::vector<double> coefficients;
    for (const Coefficient& c : fit.coefficients)
      coefficients.insert(coefficients.end(), {c.estimate, c.standard_error, c.t, c.p});
    expect_relative(coefficients, linear.golden["linear." + name + ".coefficients"].values, 1e-10);
    expect_relative(fit.covariance, linear.golden["linear." + name + ".covariance"].values, 1e-10);
    expect_relative(
        {fit.r_squared, fit.adjusted_r_squared, fit.f, fit.f_p, fit.residual_standard_deviation, fit.sum_of_squares},
        linear.golden["linear." + name + ".summary"].values, 1e-10);
    if (name == "origin") continue;
    std::vector<std::vector<double>> places;
    const GoldenArray& flat = linear.golden["linear.places"];
    for (int row = 0; row < 5; ++row)
      places.emplace_back(flat.values.begin() + 3 * row, flat.values.begin() + 3 * row + 3);
    std::vector<double> bands;
    for (const RegressionBand& band : fit.bands(places, 0.9))
      bands.insert(bands.end(), {band.mean, band.standard_error, band.confidence_low, band.confidence_high,
                                 band.prediction_low, band.prediction_high});
    expect_relative(bands, linear.golden["linear." + name + ".bands"].values, 1e-10);
  }
}

TEST(Regression, RidgeAgreesWithScikitLearn) {
  const Linear linear;
  for (const bool intercept : {true, false}) {
    const Regression fit = regress_columns(linear.columns, linear.y, {.intercept = intercept, .ridge = 3.5});
    std::vector<double> estimates;
    for (const Coefficient& c : fit.coefficients) {
      estimates.push_back(c.estimate);
      EXPECT_TRUE(std::isnan(c.standard_error));
    }
    expect_relative(estimates, linear.golden[intercept ? "linear.ridge" : "linear.ridge_origin"].values, 1e-12);
  }
}

TEST(Regression, TailsAgreeWithScipy) {
  const Golden golden("regression");
  const std::vector<double>&t = golden["t"].values, &degrees = golden["t.degrees"].values, &f = golden["f"].values;
  std::vector<double> tails, quantiles, upper;
  for (const double n : degrees) {
    for (const double a : t) tails.push_back(student_t_two_sided(a, n));
    for (const double level : {0.5, 0.9, 0.95, 0.999}) quantiles.push_back(student_t_quantile(level, n));
  }
  for (std::size_t i = 0; i < golden["f.degrees"].values.size(); i += 2)
    for (const double a : f)
      upper.push_back(f_upper_tail(a, golden["f.degrees"].values[i], golden["f.degrees"].values[i + 1]));
  EXPECT_NEAR(student_t_two_sided(1e-8, 1), 1 - 2 / 3.14159265358979 * 1e-8, 1e-16);  // where SciPy loses digits
  const auto part = [](const std::vector<double>& all, std::size_t row, std::size_t columns) {
    return std::vector<double>(all.begin() + row * columns, all.begin() + (row + 1) * columns);
  };
  for (std::size_t row = 0; row < degrees.size(); ++row) {
    const double tolerance = 1e-12 + 1e-16 * degrees[row];
    expect_relative(part(tails, row, t.size()), part(golden["t.two_sided"].values, row, t.size()), tolerance);
    expect_relative(part(quantiles, row, 4), part(golden["t.quantile"].values, row, 4), tolerance);
  }
  expect_relative(upper, golden["f.upper"].values, 1e-10);
}

TEST(Regression, TheSameForAnyNumberOfThreads) {
  std::mt19937_64 random(4);
  std::normal_distribution<double> normal;
  std::vector<std::vector<double>> x(5, std::vector<double>(50000));
  std::vector<double> y(50000);
  NamedColumns columns;
  for (auto& column : x) {
    for (double& value : column) value = normal(random);
    columns.emplace_back(std::string("x"), column);
  }
  for (std::size_t i = 0; i < y.size(); ++i) y[i] = x[0][i] - 2 * x[4][i] + 0.1 * normal(random);
  const Regression one = regress_columns(columns, y, {.threads = 1}),
                   four = regress_columns(columns, y, {.threads = 4});
  for (std::size_t j = 0; j < one.coefficients.size(); ++j) {
    EXPECT_EQ(one.coefficients[j].estimate, four.coefficients[j].estimate);
    EXPECT_EQ(one.coefficients[j].standard_error, four.coefficients[j].standard_error);
  }
  EXPECT_NEAR(one.coefficients[1].estimate, 1, 0.01);
  EXPECT_NEAR(one.coefficients[5].estimate, -2, 0.01);
}

TEST(Regression, CategoriesDatesAndMissingValues) {
  // y = 1 + 2·size + 5 in B, + 7 in C.
  const Table table = parse_csv(
      "size,town,y,when\n1,A,3,2024-01-01\n2,B,10,2024-01-02\n3,C,14,2024-01-03\n4,A,9,2024-02-01\n5,B,16,2024-01-05\n,"
      "A,1,2024-01-06\n"
      "6,C,20,2024-01-09\n7,A,15,2024-01-04\n",
      "towns.csv", {.doubles = true});
  const Regression fit = regress({table.without("when"), "y"});
  ASSERT_EQ(fit.coefficients.size(), 4u);
  EXPECT_EQ(fit.coefficients[0].name, "(intercept)");
  EXPECT_EQ(fit.coefficients[2].name, "town=B");
  EXPECT_NEAR(fit.coefficients[0].estimate, 1, 1e-14);
  EXPECT_NEAR(fit.coefficients[1].estimate, 2, 1e-14);
  EXPECT_NEAR(fit.coefficients[2].estimate, 5, 1e-14);
  EXPECT_NEAR(fit.coefficients[3].estimate, 7, 1e-14);
  EXPECT_EQ(fit.rows, 7);
  ASSERT_EQ(fit.notes.size(), 2u);
  EXPECT_EQ(fit.notes[0], "\"town\" is a category: its coefficients say the difference to \"A\"");
  EXPECT_EQ(fit.notes[1], "1 of 8 rows have missing values and are left out");
  const std::vector<RegressionBand> bands = fit.bands(parse_csv("town,size\nC,10\nD,1\n"));
  EXPECT_NEAR(bands[0].mean, 28, 1e-13);
  EXPECT_TRUE(std::isnan(bands[1].mean));
  EXPECT_EQ(regress({table, "y"}, {}).coefficients.back().name, "when");
}

TEST(Regression, Refuses) {
  const auto said = [](const std::string& csv, const RegressionOptions& options = {}) {
    return error_of([&] { regress({parse_csv(csv, "t.csv", {.doubles = true}), "y"}, options); });
  };
  EXPECT_EQ(
      said("a,b,c,y\n1,2,3,1\n2,1,3,2\n3,5,8,2\n4,1,5,3\n5,2,7,1\n"),
      "the columns are collinear: \"c\" = \"a\" + \"b\" in all 5 rows; leave one of them out, or fit with a ridge");
  EXPECT_EQ(said("a,b,y\n0.1,0.7,1\n0.2,0.6,2\n0.4,0.4,2\n0.7,0.1,3\n"),
            "the columns are collinear: \"b\" = 0.8 - \"a\" in all 4 rows; leave one of them out, or fit with a ridge");
  EXPECT_EQ(said("a,k,y\n1,7,1\n2,7,2\n4,7,2\n"),
            "\"k\" is 7 in all 3 rows, which is what the intercept is for; leave it out, or fit without an intercept");
  EXPECT_EQ(said("a,k,y\n1,0,1\n2,0,2\n4,0,2\n"), "\"k\" is 0 in all 3 rows; leave it out");
  EXPECT_EQ(said("a,y\n1,1\n2,2\n1,3\n2,2\n5,6\n", {.degree = 4}),
            "\"a\" has 3 different values, so its powers from a^3 on are combinations of the lower ones; a degree of "
            "at most 2 is "
            "possible");
  EXPECT_EQ(said("a,b,c,y\n1,2,3,1\n2,1,3,2\n3,5,7,2\n"), "4 coefficients need at least as many rows; there are 3");
  EXPECT_EQ(said("a,y\n1,red\n2,blue\n3,red\n"),
            "t.csv: \"y\" is categorical; the target of a regression must be numeric");
  EXPECT_EQ(said("a,y\n1,1\n2,2\n3,3\n", {.degree = 0}), "regress: the degree is 0; it must be between 1 and 100");
  EXPECT_EQ(said("a,w,y\n1,1,1\n2,-1,2\n3,1,3\n", {.weights = "w"}), "t.csv:3:3: the weight is -1; it must be above 0");
  EXPECT_EQ(said("a,y\n1,1\n2,2\n3,3\n", {.weights = "wait"}), "unknown column \"wait\"");
  // A ridge tells them apart; and as many rows as coefficients are fitted, without errors.
  EXPECT_EQ(said("a,b,c,y\n1,2,3,1\n2,1,3,2\n3,5,8,2\n4,1,5,3\n5,2,7,1\n", {.ridge = 0.1}), "no error");
  const Regression exact = regress({parse_csv("a,y\n1,3\n2,5\n"), "y"});
  EXPECT_TRUE(std::isnan(exact.coefficients[0].standard_error));
  EXPECT_EQ(exact.coefficients[1].estimate, 2);
  EXPECT_EQ(exact.notes.back(), "as many coefficients as rows: the fit is exact, and nothing is left for errors");
}

TEST(Regression, ExactFitsHaveNoRoundingForErrors) {
  const Regression flat = regress({parse_csv("x,y\n1,2\n2,2\n3,2\n"), "y"});
  EXPECT_EQ(flat.sum_of_squares, 0);
  EXPECT_EQ(flat.coefficients[0].standard_error, 0);
  EXPECT_EQ(flat.coefficients[1].estimate, 0);
  EXPECT_TRUE(std::isnan(flat.coefficients[1].p));
  EXPECT_TRUE(std::isnan(flat.r_squared));
  EXPECT_TRUE(std::isnan(flat.f));
  EXPECT_EQ(flat.notes.back(), "the target is the same in all rows: there is nothing to explain");
  const Regression line = regress({parse_csv("x,y\n1,3\n2,5\n3,7\n"), "y"});
  EXPECT_EQ(line.r_squared, 1);
  EXPECT_EQ(line.coefficients[1].p, 0);
}

TEST(Regression, NumbersOfAnySize) {
  // Squares of these leave the range of double.
  std::vector<double> x, y;
  for (int i = 1; i <= 12; ++i) {
    x.push_back(i * 1e200);
    y.push_back(3 + i * 2.0);
  }
  EXPECT_NEAR(regress_columns({{"x", x}}, y).coefficients[1].estimate, 2e-200, 1e-213);
  // The scaled powers give the plain ones' coefficients.
  std::vector<double> small, cubes;
  for (int i = 1; i <= 12; ++i) {
    small.push_back(i * 1e-3);
    cubes.push_back(1 - 5e6 * std::pow(i * 1e-3, 3));
  }
  const Regression cubic = regress_columns({{"x", small}}, cubes, {.degree = 3});
  EXPECT_NEAR(cubic.coefficients[3].estimate, -5e6, 1e-4);
}

TEST(DoubleDouble, Arithmetic) {
  const DoubleDouble third = DoubleDouble(1.0) / 3.0, one = third * 3.0 - 1.0;
  EXPECT_LT(std::abs(one.high), 1e-31);
  const DoubleDouble root = square_root(2.0), two = root * root - 2.0;
  EXPECT_LT(std::abs(two.high), 1e-31);
  EXPECT_EQ(square_root(0.0).high, 0);
  EXPECT_EQ((DoubleDouble(1e20) + 1.0 - 1e20).high, 1);
}

}  // namespace
}  // namespace ansatz
