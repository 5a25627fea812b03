#include "ansatz/formula_fit.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "ansatz/minimize.h"
#include "ansatz/operations.h"
#include "ansatz/run.h"
#include "base/fail.h"
#include "base/nearest.h"
#include "classic/formula_problem.h"
#include "classic/formula_start.h"
#include "classic/normal_equations.h"

namespace ansatz {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

// Rows that are enough to guess from.
constexpr std::size_t rows_for_guesses = 2000;

struct Descent {
  std::vector<double> start, values;
  MinimizeReport report;
};

// Nothing where the start is not finite.
std::optional<Descent> descended(const FormulaProblem& problem, const std::vector<double>& start, int max_iterations) {
  Descent descent{start, start, {}};
  try {
    descent.report = least_squares_residuals(problem.residuals(), descent.values, {.max_iterations = max_iterations});
  } catch (const Error&) {
    return std::nullopt;
  }
  return descent;
}

Descent best_descent(const FormulaProblem& problem, const FormulaFitOptions& options) {
  const std::vector<std::string>& names = problem.parameters();
  std::vector<double> start(names.size());
  std::vector<bool> given(names.size());
  for (std::size_t j = 0; j < names.size(); ++j)
    if (const auto found = options.start.find(names[j]); found != options.start.end()) {
      start[j] = found->second;
      given[j] = true;
    }
  if (std::find(given.begin(), given.end(), false) != given.end())
    start = problem.rows() > rows_for_guesses
                ? guessed_start(FormulaProblem(problem, rows_for_guesses), start, given, options.seed)
                : guessed_start(problem, start, given, options.seed);

  std::optional<Descent> best = descended(problem, start, options.max_iterations);
  const std::vector<double> solved = with_linear_solved(problem, start, problem.linear());
  if (!solved.empty()) {
    std::optional<Descent> other = descended(problem, solved, options.max_iterations);
    // Ends that differ by rounding alone are one: then the start that was given counts.
    if (other && (!best || other->report.value < best->report.value * (1 - 1e-10))) best = std::move(other);
  }
  if (best) return std::move(*best);
  const std::string reason = problem.not_finite(start);
  fail("{}; give other values to start from",
       reason.empty() ? "the derivatives are not finite where the fit starts" : "at the start, " + reason);
}

// The parameters that the one at fault depends on, and itself.
[[noreturn]] void fail_singular(const FormulaProblem& problem, const Cholesky& cholesky,
                                const std::vector<double>& norms) {
  const std::vector<std::string>& names = problem.parameters();
  const auto fault = static_cast<std::size_t>(cholesky.dependent());
  std::vector<std::string> involved;
  const std::vector<double> combination = cholesky.combination();
  for (std::size_t j = 0; j < fault; ++j)
    if (std::abs(combination[j]) * norms[j] > 1e-9 * norms[fault]) involved.push_back(names[j]);
  if (involved.empty())
    fail("the parameter \"{}\" has no influence where the fit ends; leave it out, or give other values to start from",
         names[fault]);
  involved.push_back(names[fault]);
  fail("the parameters {} can't be told apart by these data: a change of one is made good by the {}; leave one out",
       quoted_list(involved), involved.size() == 2 ? "other" : "others");
}

}  // namespace

bool FormulaFitOptions::is_valid(std::string* error) const {
  for (const auto& [name, value] : start)
    if (!std::isfinite(value)) {
      if (error) *error = fmt::format("the parameter \"{}\" can't start at {}", name, value);
      return false;
    }
  if (max_iterations >= 1) return true;
  if (error) *error = fmt::format("max_iterations is {}; it must be at least 1", max_iterations);
  return false;
}

FormulaFit fit_formula(const Table& table, std::string_view text, const FormulaFitOptions& options) {
  if (std::string error; !options.is_valid(&error)) fail("{}", error);
  FormulaFit fit;
  fit.formula = parse_formula(text);
  const FormulaProblem problem(table, fit.formula, fit.notes);
  const std::vector<std::string>& names = problem.parameters();
  for (const auto& [name, value] : options.start)
    if (std::find(names.begin(), names.end(), name) == names.end())
      fail("\"{}\" is no parameter of the formula{}", name, suggestion(name, names));

  const Descent descent = best_descent(problem, options);
  fit.converged = descent.report.converged;
  fit.iterations = descent.report.iterations;
  fit.message = descent.report.message;
  double size = 0;
  for (const double value : problem.left()) size += value * value;
  // Where residuals have few digits of their own the tests of convergence see their rounding only.
  if (!fit.converged && 2 * descent.report.value <= 1e-24 * size) {
    fit.converged = true;
    fit.message = "the residuals are as small as rounding leaves them";
  }
  if (!fit.converged)
    fit.notes.push_back(
        fmt::format("the fit has not converged ({} after {} iterations); other values to start from may help",
                    fit.message, fit.iterations));
  const std::size_t n = names.size(), m = problem.rows();
  fit.rows = static_cast<std::int64_t>(m);
  fit.degrees_of_freedom = fit.rows - static_cast<std::int64_t>(n);
  fit.sum_of_squares = 2 * descent.report.value;
  const double free = static_cast<double>(fit.degrees_of_freedom);
  const double variance = free > 0 ? fit.sum_of_squares / free : not_a_number;
  fit.residual_standard_deviation = std::sqrt(variance);
  double mean = 0, total = 0;
  for (const double value : problem.left()) mean += value / static_cast<double>(m);
  for (const double value : problem.left()) total += (value - mean) * (value - mean);
  fit.r_squared = total > 0 ? 1 - fit.sum_of_squares / total : not_a_number;

  std::vector<double> r, jacobian;
  problem.residuals()(descent.values, r, &jacobian);
  std::vector<std::vector<double>> columns(n, std::vector<double>(m));
  std::vector<DoubleDouble> gram(n * n);
  std::vector<double> norms(n);
  for (std::size_t j = 0; j < n; ++j)
    for (std::size_t i = 0; i < m; ++i) columns[j][i] = jacobian[i * n + j];
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t k = 0; k <= j; ++k)
      gram[k * n + j] = compensated_dot({columns[k].data(), nullptr}, {columns[j].data(), nullptr}, fit.rows);
    norms[j] = std::sqrt(gram[j * n + j].high);
  }
  const Cholesky cholesky(std::move(gram), n);
  if (cholesky.dependent() >= 0) fail_singular(problem, cholesky, norms);
  if (free > 0) {
    for (const DoubleDouble& each : cholesky.inverse()) fit.covariance.push_back(variance * each.high);
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j)
        fit.correlation.push_back(
            i == j ? 1 : fit.covariance[i * n + j] / std::sqrt(fit.covariance[i * n + i] * fit.covariance[j * n + j]));
  } else {
    fit.notes.push_back("as many parameters as rows: nothing is left for errors");
  }
  for (std::size_t j = 0; j < n; ++j)
    fit.parameters.push_back({names[j], descent.start[j], descent.values[j],
                              free > 0 ? std::sqrt(fit.covariance[j * n + j]) : not_a_number});
  return fit;
}

std::vector<double> FormulaFit::predict(const Table& table) const {
  const auto value_of = [&](const std::string& name) {
    for (const FittedParameter& parameter : parameters)
      if (parameter.name == name) return full({}, parameter.estimate, DType::f64);
    const std::vector<double> values = formula_numbers(table, name);
    return Array(values, {static_cast<std::int64_t>(values.size())});
  };
  return to_vector<double>(broadcast_to(evaluate(formula.right, value_of), {table.rows()}));
}

}  // namespace ansatz
