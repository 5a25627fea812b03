#include "ansatz/logistic_regression.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "ansatz/text.h"
#include "base/fail.h"
#include "classic/design.h"
#include "classic/distributions.h"

namespace ansatz {

struct LogisticRegression::Fitted {
  Design design;
};

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr int most_iterations = 60;

// log(1 + eˣ)
double softplus_of(double x) { return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))); }
double sigmoid_of(double x) { return x >= 0 ? 1 / (1 + std::exp(-x)) : std::exp(x) / (1 + std::exp(x)); }

// The two texts of a target, in order: as numbers where they are numbers.
std::vector<std::string> classes_of(const Table& table, const std::string& target) {
  const Column& column = table.column(target);
  std::set<std::string> found;
  const std::vector<std::string> texts = table.texts(target);
  for (std::size_t row = 0; row < texts.size() && found.size() < 3; ++row)
    if (!column.missing(static_cast<std::int64_t>(row))) found.insert(texts[row]);
  if (found.size() != 2)
    fail("{}: \"{}\" has {} different values; a logistic regression needs two", table.label(), target,
         found.size() > 2 ? "more than two" : std::to_string(found.size()));
  std::vector<std::string> classes(found.begin(), found.end());
  if (column.kind == ColumnKind::numeric &&
      parse_value(classes[0], column.notation) > parse_value(classes[1], column.notation))
    std::swap(classes[0], classes[1]);
  return classes;
}

std::vector<double> log_odds(const std::vector<std::vector<double>>& columns, std::size_t rows,
                             const std::vector<Coefficient>& coefficients, bool intercept) {
  std::vector<double> eta(rows, intercept ? coefficients[0].estimate : 0);
  for (std::size_t j = 0; j < columns.size(); ++j)
    for (std::size_t i = 0; i < rows; ++i) eta[i] += coefficients[j + intercept].estimate * columns[j][i];
  return eta;
}

}  // namespace

LogisticRegression logistic_regress(const Dataset& data, const LogisticOptions& options) {
  const Table& table = data.table;
  LogisticRegression result;
  result.target = data.target;
  const std::vector<std::string> classes = classes_of(table, data.target);
  result.other = classes[0];
  result.event = classes[1];
  const Design design(table, {data.target}, options.intercept, result.notes);
  NumberColumns numbers = design.numbers(table, {}, true);

  // Of the rows that are whole.
  const std::vector<std::string> texts = table.texts(data.target);
  std::vector<std::size_t> whole;
  std::vector<double> y;
  for (std::size_t row = 0; row < texts.size(); ++row) {
    if (table.column(data.target).missing(static_cast<std::int64_t>(row))) continue;
    if (std::any_of(numbers.values.begin(), numbers.values.end(), [&](const auto& v) { return std::isnan(v[row]); }))
      continue;
    whole.push_back(row);
    y.push_back(texts[row] == result.event);
  }
  if (whole.size() < texts.size())
    result.notes.push_back(fmt::format("{} of {} rows have missing values and are left out",
                                       grouped(static_cast<std::int64_t>(texts.size() - whole.size())),
                                       grouped(static_cast<std::int64_t>(texts.size()))));
  std::vector<std::pair<std::string, std::span<const double>>> columns;
  for (std::size_t j = 0; j < numbers.values.size(); ++j) {
    for (std::size_t i = 0; i < whole.size(); ++i) numbers.values[j][i] = numbers.values[j][whole[i]];
    numbers.values[j].resize(whole.size());
    columns.emplace_back(numbers.names[j], numbers.values[j]);
  }
  const std::size_t m = y.size();
  result.rows = static_cast<std::int64_t>(m);
  double events = 0;
  for (const double each : y) events += each;
  if (events == 0 || events == static_cast<double>(m))
    fail("{}: in the rows without missing values \"{}\" is always {}; a logistic regression needs both classes",
         table.label(), data.target, events == 0 ? result.other : result.event);
  const auto rows = static_cast<double>(m);
  result.null_log_likelihood = events * std::log(events / rows) + (rows - events) * std::log1p(-events / rows);

  std::vector<double> eta(m, 0), weights(m), response(m);
  Regression fit;
  double moved = INFINITY;
  for (result.iterations = 1; result.iterations <= most_iterations; ++result.iterations) {
    for (std::size_t i = 0; i < m; ++i) {
      const double p = sigmoid_of(eta[i]);
      weights[i] = std::max(p * sigmoid_of(-eta[i]), 1e-30);
      response[i] = eta[i] + (y[i] - p) / weights[i];
    }
    fit =
        regress_columns(columns, response,
                        {.intercept = options.intercept, .ridge = options.ridge, .threads = options.threads}, weights);
    const std::vector<double> next = log_odds(numbers.values, m, fit.coefficients, options.intercept);
    moved = 0;
    for (std::size_t i = 0; i < m; ++i) moved = std::max(moved, std::abs(next[i] - eta[i]) / (1 + std::abs(next[i])));
    eta = next;
    if (moved <= 1e-11) break;
    // Rows that are parted without an error move on for ever, by about 1 an iteration.
    if (std::any_of(eta.begin(), eta.end(), [](double each) { return !(std::abs(each) < 1e6); })) break;
  }
  if (!(moved <= 1e-6))
    fail(
        "{}: the columns tell some rows' classes without an error, so that the coefficients grow without bound; a "
        "ridge keeps them "
        "finite",
        table.label());
  for (std::size_t i = 0; i < m; ++i) result.log_likelihood += y[i] * eta[i] - softplus_of(eta[i]);
  result.pseudo_r_squared = 1 - result.log_likelihood / result.null_log_likelihood;
  result.coefficients = fit.coefficients;
  const double deviation = fit.residual_standard_deviation;  // what `regress` has multiplied the errors with
  for (Coefficient& c : result.coefficients) {
    c.standard_error = fit.covariance.empty() ? not_a_number : c.standard_error / deviation;
    c.t = c.estimate / c.standard_error;
    c.p = fit.covariance.empty() ? not_a_number : normal_two_sided(c.t);
  }
  result.fitted = std::make_shared<LogisticRegression::Fitted>(LogisticRegression::Fitted{design});
  return result;
}

std::vector<double> LogisticRegression::probabilities(const Table& table) const {
  if (!fitted) fail("probabilities are wanted of a logistic regression that was never fitted");
  const NumberColumns numbers = fitted->design.numbers(table, {}, true);
  std::vector<double> eta = log_odds(numbers.values, static_cast<std::size_t>(table.rows()), coefficients,
                                     coefficients.size() > numbers.values.size());
  for (double& each : eta) each = sigmoid_of(each);
  return eta;
}

}  // namespace ansatz
