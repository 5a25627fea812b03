#include "ansatz/linearised.h"

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "ansatz/formula_fit.h"
#include "ansatz/regression.h"
#include "base/fail.h"

namespace ansatz {
namespace {

using Curve = std::function<double(double x, double first, double second)>;
using Transform = double (*)(double);

struct Linearisation {
  std::string formula;  // of y by x, with the parameters first and second
  Curve curve;
  Transform transform;
  std::function<void(double intercept, double slope, CurveFit& fit)> parameters;
};

void measure(const Linearisation& way, std::span<const double> x, std::span<const double> y, CurveFit& fit) {
  fit.squares = fit.transformed_squares = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double f = way.curve(x[i], fit.first, fit.second);
    fit.squares += (y[i] - f) * (y[i] - f);
    const double apart = way.transform(y[i]) - way.transform(f);
    fit.transformed_squares += apart * apart;
  }
}

LinearisedFit fit_both_ways(const Linearisation& way, std::span<const double> x, std::span<const double> y) {
  std::vector<double> transformed;
  for (const double value : y) transformed.push_back(way.transform(value));
  const Regression line = regress_columns({{"x", x}}, transformed);
  LinearisedFit fit;
  way.parameters(line.coefficients[0].estimate, line.coefficients[1].estimate, fit.line);
  measure(way, x, y, fit.line);
  const Table table({numeric_column("x", {x.begin(), x.end()}), numeric_column("y", {y.begin(), y.end()})});
  const FormulaFit direct =
      fit_formula(table, way.formula, {.start = {{"first", fit.line.first}, {"second", fit.line.second}}});
  for (const FittedParameter& parameter : direct.parameters)
    (parameter.name == "first" ? fit.direct.first : fit.direct.second) = parameter.estimate;
  measure(way, x, y, fit.direct);
  return fit;
}

void check_sizes(std::span<const double> x, std::span<const double> y) {
  if (x.size() != y.size()) fail("there are {} x and {} y", x.size(), y.size());
}

}  // namespace

LinearisedFit fit_exponential(std::span<const double> x, std::span<const double> y) {
  check_sizes(x, y);
  for (std::size_t i = 0; i < y.size(); ++i)
    if (!(y[i] > 0)) fail("exponential: y is {} at point {}; its logarithm needs a number above 0", y[i], i + 1);
  return fit_both_ways(
      {"y ~ first*exp(second*x)", [](double at, double k, double rate) { return k * std::exp(rate * at); },
       [](double value) { return std::log(value); },
       [](double intercept, double slope, CurveFit& fit) {
         fit.first = std::exp(intercept);
         fit.second = slope;
       }},
      x, y);
}

LinearisedFit fit_reciprocal(std::span<const double> x, std::span<const double> y) {
  check_sizes(x, y);
  for (std::size_t i = 0; i < y.size(); ++i)
    if (y[i] == 0) fail("reciprocal: y is 0 at point {}; it has no reciprocal", i + 1);
  return fit_both_ways(
      {"y ~ 1/(first*x + second)", [](double at, double slope, double constant) { return 1 / (slope * at + constant); },
       [](double value) { return 1 / value; },
       [](double intercept, double slope, CurveFit& fit) {
         fit.first = slope;
         fit.second = intercept;
       }},
      x, y);
}

}  // namespace ansatz
