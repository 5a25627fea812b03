// Fits of formulas: NIST's nonlinear problems from both starts and from none, errors and correlation, and what is refused.
#include "ansatz/formula_fit.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>

#include "tests/error_of.h"
#include "tests/golden.h"

namespace ansatz {
namespace {

struct Problem {
  std::string name, formula;
};

const std::string gauss = "y ~ b1*exp(-b2*x) + b3*exp(-(x-b4)**2 / b5**2) + b6*exp(-(x-b7)**2 / b8**2)";
const std::string lanczos = "y ~ b1*exp(-b2*x) + b3*exp(-b4*x) + b5*exp(-b6*x)";

const std::vector<Problem> problems = {
    {"Bennett5", "y ~ b1 * (b2+x)**(-1/b3)"},
    {"BoxBOD", "y ~ b1*(1-exp(-b2*x))"},
    {"Chwirut1", "y ~ exp(-b1*x)/(b2+b3*x)"},
    {"Chwirut2", "y ~ exp(-b1*x)/(b2+b3*x)"},
    {"DanWood", "y ~ b1*x**b2"},
    {"ENSO",
     "y ~ b1 + b2*cos(2*pi*x/12) + b3*sin(2*pi*x/12) + b5*cos(2*pi*x/b4) + b6*sin(2*pi*x/b4) + b8*cos(2*pi*x/b7) + "
     "b9*sin(2*pi*x/b7)"},
    {"Eckerle4", "y ~ (b1/b2) * exp(-0.5*((x-b3)/b2)**2)"},
    {"Gauss1", gauss},
    {"Gauss2", gauss},
    {"Gauss3", gauss},
    {"Hahn1", "y ~ (b1+b2*x+b3*x**2+b4*x**3) / (1+b5*x+b6*x**2+b7*x**3)"},
    {"Kirby2", "y ~ (b1 + b2*x + b3*x**2) / (1 + b4*x + b5*x**2)"},
    {"Lanczos1", lanczos},
    {"Lanczos2", lanczos},
    {"Lanczos3", lanczos},
    {"MGH09", "y ~ b1*(x**2+x*b2) / (x**2+x*b3+b4)"},
    {"MGH10", "y ~ b1 * exp(b2/(x+b3))"},
    {"MGH17", "y ~ b1 + b2*exp(-x*b4) + b3*exp(-x*b5)"},
    {"Misra1a", "y ~ b1*(1-exp(-b2*x))"},
    {"Misra1b", "y ~ b1 * (1-(1+b2*x/2)**(-2))"},
    {"Misra1c", "y ~ b1 * (1-(1+2*b2*x)**(-.5))"},
    {"Misra1d", "y ~ b1*b2*x*((1+b2*x)**(-1))"},
    {"Nelson", "log(y) ~ b1 - b2*x1 * exp(-b3*x2)"},
    {"Rat42", "y ~ b1 / (1+exp(b2-b3*x))"},
    {"Rat43", "y ~ b1 / ((1+exp(b2-b3*x))**(1/b4))"},
    {"Roszman1", "y ~ b1 - b2*x - atan(b3/(x-b4))/pi"},
    {"Thurber", "y ~ (b1 + b2*x + b3*x**2 + b4*x**3) / (1 + b5*x + b6*x**2 + b7*x**3)"},
};

Table table_of(const GoldenArray& data) {
  std::vector<Column> columns;
  const std::int64_t width = data.shape[1];
  for (std::int64_t j = 0; j < width; ++j) {
    std::vector<double> values;
    for (std::int64_t row = 0; row < data.shape[0]; ++row) values.push_back(data.values[row * width + j]);
    columns.push_back(numeric_column(j == 0 ? "y" : width == 2 ? "x" : "x" + std::to_string(j), values));
  }
  return Table(columns);
}

// Correct digits of the worst parameter, at most 11.
double digits(const FormulaFit& fit, const GoldenArray& certified, bool errors = false) {
  double worst = 11;
  for (std::size_t j = 0; j < fit.parameters.size(); ++j) {
    const double expected = certified.values[4 * j + (errors ? 3 : 2)];
    // The parameters of the formula are in the order of their places; NIST's in that of their numbers.
    const auto& found = *std::find_if(fit.parameters.begin(), fit.parameters.end(),
                                      [&](const FittedParameter& p) { return p.name == "b" + std::to_string(j + 1); });
    const double value = errors ? found.standard_error : found.estimate;
    const double error = std::abs(value - expected) / std::abs(expected);
    worst = std::min(worst, error == 0 ? 11 : std::isnan(error) ? 0 : -std::log10(error));
  }
  return worst;
}

TEST(FormulaFit, CertifiedNonlinearRegressions) {
  const Golden golden("nist_nonlinear");
  double sum = 0;
  int runs = 0, six = 0;
  for (const Problem& problem : problems) {
    const GoldenArray& certified = golden[problem.name + ".parameters"];
    const Table table = table_of(golden[problem.name + ".data"]);
    double found[2] = {0, 0};
    for (int start = 0; start < 2; ++start) {
      SCOPED_TRACE(problem.name + " from start " + std::to_string(start + 1));
      FormulaFitOptions options;
      for (std::int64_t j = 0; j < certified.shape[0]; ++j)
        options.start["b" + std::to_string(j + 1)] = certified.values[4 * j + start];
      const FormulaFit fit = fit_formula(table, problem.formula, options);
      ASSERT_EQ(fit.parameters.size(), static_cast<std::size_t>(certified.shape[0]));
      found[start] = digits(fit, certified);
      EXPECT_TRUE(fit.converged) << fit.message << " after " << fit.iterations;
      EXPECT_GE(found[start], 4);
      // Of Lanczos1 the residuals are the data's roundings, and so are the errors.
      if (problem.name != "Lanczos1") {
        EXPECT_GE(digits(fit, certified, true), 4);
      }
      sum += std::max(found[start], 0.0);
      six += found[start] >= 6;
      ++runs;
    }
    std::printf("%-9s %4.1f %4.1f digits\n", problem.name.c_str(), found[0], found[1]);
  }
  std::printf("%d runs, %d with 6 digits or more, mean %.2f\n", runs, six, sum / runs);
  EXPECT_EQ(runs, 54);
  EXPECT_GE(six, 50);
  EXPECT_GE(sum / runs, 9.4);
}

TEST(FormulaFit, GuessesStarts) {
  const Golden golden("nist_nonlinear");
  int right = 0;
  for (const Problem& problem : problems) {
    const FormulaFit fit = fit_formula(table_of(golden[problem.name + ".data"]), problem.formula);
    const double certified = golden[problem.name + ".sum_of_squares"].values[0];
    const bool found = fit.sum_of_squares <= certified * 1.001 + 1e-20;
    right += found;
    std::printf("%-9s %s (%.6g, certified %.6g)\n", problem.name.c_str(), found ? "found" : "missed",
                fit.sum_of_squares, certified);
  }
  std::printf("%d of %zu without any start\n", right, problems.size());
  EXPECT_GE(right, 24);  // two with three overlapping bells are missed
}

TEST(FormulaFit, ErrorsAndCorrelation) {
  // y = a + b·x, where all of it is known.
  const Table table = parse_csv("x,y\n1,2.5\n2,3\n4,6.5\n5,7\n", "t.csv", {.doubles = true});
  const FormulaFit fit = fit_formula(table, "y ~ a + b*x");
  EXPECT_NEAR(fit.parameters[0].estimate, 1, 1e-12);
  EXPECT_NEAR(fit.parameters[1].estimate, 1.25, 1e-12);
  const double s2 = fit.sum_of_squares / 2;
  EXPECT_NEAR(fit.parameters[1].standard_error, std::sqrt(s2 / 10), 1e-12);
  EXPECT_NEAR(fit.correlation[1], -3 / std::sqrt(11.5), 1e-12);
  EXPECT_EQ(fit.correlation[0], 1);
  EXPECT_EQ(fit.degrees_of_freedom, 2);
  const std::vector<double> predicted = fit.predict(parse_csv("x\n0\n10\n"));
  EXPECT_NEAR(predicted[0], 1, 1e-12);
  EXPECT_NEAR(predicted[1], 13.5, 1e-11);
}

TEST(FormulaFit, NamesAndTransformedSides) {
  const Table table = parse_csv("unit price,2nd,y\n1,1,2\n2,0,4\n3,2,8\n4,1,16\n5,3,32\n", "t.csv", {.doubles = true});
  const FormulaFit fit = fit_formula(table, "log(y) ~ k*`unit price` + q*`2nd` + m");
  EXPECT_NEAR(fit.parameters[0].estimate, std::log(2.0), 1e-12);
}

std::string said(const std::string& csv, const std::string& formula, const FormulaFitOptions& options = {}) {
  return error_of([&] { fit_formula(parse_csv(csv, "t.csv", {.doubles = true}), formula, options); });
}

TEST(FormulaFit, Refuses) {
  const std::string data = "x,y,town\n1,3,a\n2,5,b\n3,6,a\n4,-1,b\n";
  EXPECT_EQ(said(data, "log(y) ~ a + b*x"),
            "t.csv:5: log(y) with y = -1 can't be computed: a logarithm needs a number above 0");
  EXPECT_EQ(said(data, "y ~ a + log(x - 1)"),
            "no values to start from were found (t.csv:2: log(x - 1) with x - 1 = 0 can't be computed: a logarithm "
            "needs a number "
            "above 0); give some with --start \"a=1\"");
  EXPECT_EQ(
      said(data, "y ~ a*log(b*x)", {.start = {{"a", 1}, {"b", -1}}}),
      "at the start, t.csv:2: log(b*x) with b*x = -1 can't be computed: a logarithm needs a number above 0; give other "
      "values to start from");
  EXPECT_EQ(said(data, "y ~ a + b*x + c*x^2 + d*x^3 + e*x^4"),
            "5 parameters (a, b, c, d, e) need at least as many rows; there are 4");
  EXPECT_EQ(said(data, "y ~ a*b*x"),
            "the parameters \"a\" and \"b\" can't be told apart by these data: a change of one is made good by the "
            "other; leave "
            "one out");
  EXPECT_EQ(
      said(data, "y ~ a*x + 0*b"),
      "the parameter \"b\" has no influence where the fit ends; leave it out, or give other values to start from");
  EXPECT_EQ(said(data, "y ~ a*town"), "t.csv: \"town\" is categorical; a formula needs numbers");
  EXPECT_EQ(said(data, "y ~ 2*x"),
            "the right side of the formula has no parameter to fit: every name in it is a column of t.csv");
  EXPECT_EQ(said(data, "z ~ a*x"),
            "t.csv: the left side of a formula reads columns only, and there is no column \"z\"; possible: x, y, town");
  EXPECT_EQ(said(data, "1 ~ a*x"), "the left side of the formula reads no column; write what is to be fitted there");
  EXPECT_EQ(said(data, "y ~ slope*x", {.start = {{"slop", 1}}}),
            "\"slop\" is no parameter of the formula; did you mean \"slope\"?");
  EXPECT_EQ(said(data, "y ~ a*x", {.start = {{"a", NAN}}}), "the parameter \"a\" can't start at nan");
  const FormulaFit near = fit_formula(parse_csv("size,y\n1,2\n2,4\n3,7\n"), "y ~ a*size + sise");
  ASSERT_EQ(near.notes.size(), 1u);
  EXPECT_EQ(near.notes[0], "\"sise\" is no column and so a parameter; is the column \"size\" meant?");
}

}  // namespace
}  // namespace ansatz
