#include "ansatz/regression.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "ansatz/text.h"
#include "base/fail.h"
#include "base/nearest.h"
#include "base/threads.h"
#include "classic/design.h"
#include "classic/distributions.h"
#include "classic/normal_equations.h"

namespace ansatz {

struct Regression::Fitted {
  std::shared_ptr<const Design> design;  // of a table; else nullptr
  std::vector<Term> terms;
  std::size_t columns = 0;
  std::vector<DoubleDouble> coefficients;  // of the scaled terms
  Cholesky cholesky;
};

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

struct Problem {
  std::vector<std::string> names;
  std::vector<std::span<const double>> columns;
  std::vector<bool> indicators;
  std::span<const double> target, weights;  // weights may be empty
  std::vector<Term> terms;
  RegressionOptions options;

  std::int64_t rows() const { return static_cast<std::int64_t>(target.size()); }
};

// Columns that are formed: powers, and what is multiplied with the roots of the weights.
struct Formed {
  std::vector<double> high, low;

  explicit Formed(std::size_t rows) : high(rows), low(rows) {}
  ColumnView view() const { return {high.data(), low.data()}; }
  void set(std::size_t row, DoubleDouble value) { high[row] = value.high, low[row] = value.low; }
  DoubleDouble operator[](std::size_t row) const { return {high[row], low[row]}; }
};

// The terms' columns, and the target behind them, as least squares needs them.
class Columns {
 public:
  explicit Columns(const Problem& problem)
      : rows_(problem.target.size()), roots_(problem.weights.begin(), problem.weights.end()) {
    for (double& weight : roots_) weight = std::sqrt(weight);
    // What can't be read where it lies gets its place before any thread writes.
    for (const Term& term : problem.terms) {
      const bool as_it_is = term.column >= 0 && term.power == 1 && term.exponent == 0 && roots_.empty();
      formed_.push_back(as_it_is ? nullptr : std::make_unique<Formed>(rows_));
      if (as_it_is) views_.push_back({problem.columns[static_cast<std::size_t>(term.column)].data(), nullptr});
      if (!as_it_is) views_.push_back(formed_.back()->view());
      // A formed column may have no low part.
      if (!as_it_is && term.power == 1 && roots_.empty()) views_.back().low = nullptr;
    }
    const auto terms = static_cast<int>(problem.terms.size());
    const auto column_of = [&](int i) { return i == 0 ? -2 : problem.terms[static_cast<std::size_t>(i)].column; };
    // The powers of one column follow each other, each from the one before.
    parallel(terms, problem.options.threads > 0 ? problem.options.threads : default_threads(), [&](int first, int) {
      if (first > 0 && column_of(first) == column_of(first - 1)) return;
      for (int i = first; i < terms && (i == first || column_of(i) == column_of(first)); ++i)
        form(problem, static_cast<std::size_t>(i));
    });
    if (roots_.empty()) {
      target_ = {problem.target.data(), nullptr};
    } else {
      formed_.push_back(std::make_unique<Formed>(rows_));
      for (std::size_t row = 0; row < rows_; ++row)
        formed_.back()->set(row, exact_product(problem.target[row], roots_[row]));
      target_ = formed_.back()->view();
    }
  }

  const std::vector<ColumnView>& terms() const { return views_; }
  ColumnView target() const { return target_; }

 private:
  void form(const Problem& problem, std::size_t i) {
    if (!formed_[i]) return;
    const Term& term = problem.terms[i];
    Formed& to = *formed_[i];
    for (std::size_t row = 0; row < rows_; ++row) {
      const double x = term.column < 0
                           ? 1.0
                           : std::ldexp(problem.columns[static_cast<std::size_t>(term.column)][row], -term.exponent);
      DoubleDouble value = x;
      if (term.power > 1) value = (*formed_[i - 1])[row] * x;
      if (term.power == 1 && !roots_.empty()) value = exact_product(x, roots_[row]);
      to.set(row, value);
    }
  }

  std::size_t rows_;
  std::vector<double> roots_;  // of the weights; empty: all are 1
  std::vector<std::unique_ptr<Formed>> formed_;
  std::vector<ColumnView> views_;
  ColumnView target_;
};

std::size_t different_values(std::span<const double> values) {
  return std::set<double>(values.begin(), values.end()).size();
}

// Says which columns depend on each other.
[[noreturn]] void fail_collinear(const Problem& problem, const LeastSquaresSolution& solution) {
  const auto dependent = static_cast<std::size_t>(solution.cholesky.dependent());
  const Term& term = problem.terms[dependent];
  if (term.power > 1) {
    const std::string& name = problem.names[static_cast<std::size_t>(term.column)];
    const std::size_t different = different_values(problem.columns[static_cast<std::size_t>(term.column)]);
    if (different <= static_cast<std::size_t>(term.power))
      fail(
          "\"{}\" has {} different values, so its powers from {} on are combinations of the lower ones; a degree of at "
          "most {} "
          "is possible",
          name, different, term.name, term.power - 1);
    fail(
        "{} can't be told from a combination of the lower powers of \"{}\" or other columns, even with 32 digits; a "
        "degree of "
        "at most {} is possible",
        term.name, name, term.power - 1);
  }
  const std::size_t n = problem.terms.size();
  const auto norm = [&](std::size_t j) { return std::sqrt(solution.gram[j * n + j].high); };
  std::vector<std::string> parts;
  const std::vector<double> combination = solution.cholesky.combination();
  bool intercept_alone = true;
  for (std::size_t j = 0; j < dependent; ++j) {
    if (!(std::abs(combination[j]) * norm(j) > 1e-9 * norm(dependent))) continue;
    if (problem.terms[j].column >= 0) intercept_alone = false;
    const double factor = combination[j] * problem.terms[j].unscaled() / term.unscaled();
    const std::string size = fmt::format("{:.6g}", std::abs(factor));
    std::string part =
        problem.terms[j].column < 0 ? size : (size == "1" ? "" : size + "·") + "\"" + problem.terms[j].name + "\"";
    parts.push_back((factor < 0 ? (parts.empty() ? "-" : " - ") : (parts.empty() ? "" : " + ")) + part);
  }
  if (parts.empty()) fail("\"{}\" is 0 in all {} rows; leave it out", term.name, grouped(problem.rows()));
  if (intercept_alone)
    fail("\"{}\" is {} in all {} rows, which is what the intercept is for; leave it out, or fit without an intercept",
         term.name, parts[0], grouped(problem.rows()));
  fail("the columns are collinear: \"{}\" = {} in all {} rows; leave one of them out, or fit with a ridge", term.name,
       fmt::join(parts, ""), grouped(problem.rows()));
}

void check(const Problem& problem) {
  std::string error;
  if (!problem.options.is_valid(&error)) fail("{}", error);
  for (std::size_t row = 0; row < problem.target.size(); ++row)
    if (!std::isfinite(problem.target[row]))
      fail("regress: the target is {} in row {}; every number must be finite", problem.target[row], row + 1);
  for (std::size_t row = 0; row < problem.weights.size(); ++row)
    if (!(problem.weights[row] > 0) || !std::isfinite(problem.weights[row]))
      fail("regress: the weight in row {} is {}; it must be above 0", row + 1, problem.weights[row]);
  const auto coefficients = static_cast<std::int64_t>(problem.terms.size());
  if (problem.options.ridge == 0 && problem.rows() < coefficients)
    fail("{} coefficients need at least as many rows; there {} {}", grouped(coefficients),
         problem.rows() == 1 ? "is" : "are", grouped(problem.rows()));
}

// Σ w(y - ȳ)², or Σ w·y² without an intercept.
double total_of(const Columns& columns, std::int64_t rows, bool intercept) {
  const ColumnView y = columns.target();
  DoubleDouble total = compensated_dot(y, y, rows);
  if (!intercept) return total.high;
  const ColumnView ones = columns.terms()[0];
  const DoubleDouble sum = compensated_dot(ones, y, rows);
  return (total - sum * sum / compensated_dot(ones, ones, rows)).high;
}

Regression fit_terms(const Problem& problem) {
  check(problem);
  const std::size_t n = problem.terms.size();
  const Columns columns(problem);
  const bool ridge = problem.options.ridge > 0;
  std::vector<double> penalties(ridge ? n : 0);
  for (std::size_t j = 0; j < penalties.size(); ++j)
    if (problem.terms[j].column >= 0)
      penalties[j] = problem.options.ridge * problem.terms[j].unscaled() * problem.terms[j].unscaled();
  LeastSquaresSolution solution =
      solve_least_squares(columns.terms(), columns.target(), problem.rows(), penalties, problem.options.threads);
  if (solution.cholesky.dependent() >= 0) fail_collinear(problem, solution);

  Regression result;
  result.rows = problem.rows();
  result.degrees_of_freedom = result.rows - static_cast<std::int64_t>(n);
  result.sum_of_squares = solution.sum_of_squares.high;
  // What is left of an exact fit is the rounding of double-double, and of a target that does not vary, too.
  const double size = compensated_dot(columns.target(), columns.target(), result.rows).high;
  if (result.sum_of_squares <= 1e-50 * size) result.sum_of_squares = 0;
  const auto free = static_cast<double>(result.degrees_of_freedom);
  const bool has_errors = !ridge && free > 0;
  const double variance = has_errors ? result.sum_of_squares / free : not_a_number;
  result.residual_standard_deviation = std::sqrt(variance);
  const bool intercept = problem.options.intercept;
  double total = total_of(columns, result.rows, intercept);
  if (total <= 1e-28 * size) {
    total = 0;
    result.notes.push_back("the target is the same in all rows: there is nothing to explain");
  }
  const auto slopes = static_cast<double>(n) - intercept;
  result.r_squared = total > 0 ? 1 - result.sum_of_squares / total : not_a_number;
  result.adjusted_r_squared = has_errors ? 1 - (1 - result.r_squared) * (free + slopes) / free : not_a_number;
  result.f = has_errors && slopes > 0 && total > 0 ? (total - result.sum_of_squares) / slopes / variance : not_a_number;
  result.f_p = std::isnan(result.f) ? not_a_number : f_upper_tail(result.f, slopes, free);
  if (!ridge && free == 0)
    result.notes.push_back("as many coefficients as rows: the fit is exact, and nothing is left for errors");

  const std::vector<DoubleDouble> inverse = has_errors ? solution.cholesky.inverse() : std::vector<DoubleDouble>();
  for (std::size_t j = 0; j < n; ++j) {
    Coefficient c;
    c.name = problem.terms[j].name;
    c.estimate = solution.coefficients[j].high * problem.terms[j].unscaled();
    const double share = std::abs(solution.coefficients[j].high) * std::sqrt(solution.gram[j * n + j].high);
    if (share <= 1e-28 * std::sqrt(size)) c.estimate = 0;  // the rounding of a coefficient that is 0
    c.standard_error = c.t = c.p = not_a_number;
    if (has_errors) {
      c.standard_error = std::sqrt(variance * inverse[j * n + j].high) * problem.terms[j].unscaled();
      c.t = c.estimate / c.standard_error;
      c.p = student_t_two_sided(c.t, free);
    }
    result.coefficients.push_back(std::move(c));
  }
  if (has_errors) {
    result.covariance.resize(n * n);
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j)
        result.covariance[i * n + j] =
            variance * inverse[i * n + j].high * problem.terms[i].unscaled() * problem.terms[j].unscaled();
  }
  result.fitted = std::make_shared<Regression::Fitted>(Regression::Fitted{
      nullptr, problem.terms, problem.columns.size(), std::move(solution.coefficients), std::move(solution.cholesky)});
  return result;
}

}  // namespace

bool RegressionOptions::is_valid(std::string* error) const {
  const auto wrong = [&](std::string what) {
    if (error) *error = "regress: " + std::move(what);
    return false;
  };
  if (degree < 1 || degree > 100) return wrong(fmt::format("the degree is {}; it must be between 1 and 100", degree));
  if (!(ridge >= 0) || !std::isfinite(ridge))
    return wrong(fmt::format("the ridge is {}; it must be at least 0", ridge));
  if (threads < 0) return wrong(fmt::format("threads is {}; it must be at least 0", threads));
  return true;
}

Regression regress_columns(const std::vector<std::pair<std::string, std::span<const double>>>& columns,
                           std::span<const double> target, const RegressionOptions& options,
                           std::span<const double> weights) {
  Problem problem{.target = target, .weights = weights, .options = options};
  for (const auto& [name, values] : columns) {
    if (values.size() != target.size())
      fail("regress: \"{}\" has {} values and the target {}", name, values.size(), target.size());
    problem.names.push_back(name);
    problem.columns.push_back(values);
  }
  if (!weights.empty() && weights.size() != target.size())
    fail("regress: there are {} weights for {} rows", weights.size(), target.size());
  problem.indicators.assign(columns.size(), false);
  problem.terms = terms_of(problem.names, problem.columns, problem.indicators, options.degree, options.intercept);
  return fit_terms(problem);
}

Regression regress(const Dataset& data, const RegressionOptions& options) {
  std::string error;
  if (!options.is_valid(&error)) fail("{}", error);
  const Table& table = data.table;
  std::vector<std::string> also = {data.target}, notes;
  if (!options.weights.empty()) also.push_back(options.weights);
  for (const std::string& name : also) {
    const Column& column = table.column(name);
    if (column.kind != ColumnKind::numeric)
      fail("{}: \"{}\" is {}; {} must be numeric", table.label(), name,
           column.kind == ColumnKind::date   ? "a date"
           : column.kind == ColumnKind::text ? "text"
                                             : "categorical",
           name == data.target ? "the target of a regression" : "weights");
  }
  if (options.weights == data.target) fail("{}: the target can't be its own weight", table.label());
  const auto design = std::make_shared<Design>(table, also, options.intercept, notes);
  const NumberColumns numbers = design->numbers(table, also, false);
  if (numbers.rows.size() < static_cast<std::size_t>(table.rows()))
    notes.push_back(fmt::format("{} of {} rows have missing values and are left out",
                                grouped(table.rows() - static_cast<std::int64_t>(numbers.rows.size())),
                                grouped(table.rows())));
  const std::size_t count = numbers.values.size() - also.size();
  Problem problem{.target = numbers.values[count], .options = options};
  if (!options.weights.empty()) {
    problem.weights = numbers.values[count + 1];
    for (std::size_t row = 0; row < problem.weights.size(); ++row)
      if (!(problem.weights[row] > 0))
        fail("{}: the weight is {}; it must be above 0", table.where(numbers.rows[row], options.weights),
             problem.weights[row]);
  }
  for (std::size_t j = 0; j < count; ++j) {
    problem.names.push_back(numbers.names[j]);
    problem.columns.emplace_back(numbers.values[j]);
    problem.indicators.push_back(numbers.indicators[j]);
  }
  problem.terms = terms_of(problem.names, problem.columns, problem.indicators, options.degree, options.intercept);
  Regression result = fit_terms(problem);
  result.target = data.target;
  result.notes.insert(result.notes.begin(), notes.begin(), notes.end());
  auto fitted = std::make_shared<Regression::Fitted>(*result.fitted);
  fitted->design = design;
  result.fitted = std::move(fitted);
  return result;
}

std::vector<RegressionBand> Regression::bands(const std::vector<std::vector<double>>& rows, double level) const {
  if (!fitted) fail("regress: bands are wanted of a regression that was never fitted");
  if (!(level > 0 && level < 1)) fail("regress: the level of the bands is {}; it must be between 0 and 1", level);
  const double quantile =
      covariance.empty() ? not_a_number : student_t_quantile(level, static_cast<double>(degrees_of_freedom));
  std::vector<RegressionBand> result;
  for (const std::vector<double>& row : rows) {
    if (row.size() != fitted->columns) fail("regress: a row has {} values; {} are needed", row.size(), fitted->columns);
    std::vector<DoubleDouble> x;
    DoubleDouble mean;
    for (std::size_t j = 0; j < fitted->terms.size(); ++j) {
      x.push_back(fitted->terms[j].value(row));
      mean = mean + x.back() * fitted->coefficients[j];
    }
    RegressionBand band;
    band.mean = mean.high;
    DoubleDouble square;
    for (const DoubleDouble& part : fitted->cholesky.half_solve(std::move(x))) square = square + part * part;
    band.standard_error = residual_standard_deviation * std::sqrt(square.high);
    const double confidence = quantile * band.standard_error;
    const double prediction = quantile * residual_standard_deviation * std::sqrt(1 + square.high);
    band.confidence_low = band.mean - confidence;
    band.confidence_high = band.mean + confidence;
    band.prediction_low = band.mean - prediction;
    band.prediction_high = band.mean + prediction;
    result.push_back(band);
  }
  return result;
}

std::vector<RegressionBand> Regression::bands(const Table& table, double level) const {
  if (!fitted || !fitted->design)
    fail("regress: bands of a table are wanted of a regression that was not fitted to one");
  const NumberColumns numbers = fitted->design->numbers(table, {}, true);
  std::vector<std::vector<double>> rows(numbers.rows.size());
  for (std::size_t row = 0; row < rows.size(); ++row)
    for (const std::vector<double>& values : numbers.values) rows[row].push_back(values[row]);
  return bands(rows, level);
}

}  // namespace ansatz
