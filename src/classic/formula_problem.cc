#include "classic/formula_problem.h"

#include <algorithm>
#include <cmath>

#include "ansatz/operations.h"
#include "ansatz/run.h"
#include "ansatz/text.h"
#include "base/fail.h"
#include "base/nearest.h"
#include "optim/minimize/recorded.h"

namespace ansatz {
namespace {

Array vector_of(const std::vector<double>& values) { return Array(values, {static_cast<std::int64_t>(values.size())}); }

std::string text_of(const Formula& formula, const Expression& part) {
  return formula.text.substr(part.begin, part.end - part.begin);
}

// What a function needs of its argument, for those that need something.
std::string need_of(const std::string& function) {
  if (function == "log" || function == "log10") return "a logarithm needs a number above 0";
  if (function == "sqrt") return "a root needs a number of at least 0";
  if (function == "asin" || function == "acos" || function == "atanh")
    return function + " needs a number between -1 and 1";
  if (function == "acosh") return "acosh needs a number of at least 1";
  if (function == "divide") return "it divides by 0";
  if (function == "power") return "a negative number has whole powers only, and 0 no negative ones";
  return "the result is too large";
}

// The first row and the innermost expression whose value is not finite.
struct Fault {
  const Expression* expression = nullptr;
  std::size_t row = 0;
};

using ValueOf = std::function<Array(const std::string&)>;

std::vector<double> values_of(const Expression& expression, const ValueOf& value_of) {
  return to_vector<double>(evaluate(expression, value_of));
}

Fault fault_in(const Expression& expression, const ValueOf& value_of) {
  for (const Expression& argument : expression.arguments)
    if (const Fault fault = fault_in(argument, value_of); fault.expression) return fault;
  const std::vector<double> values = values_of(expression, value_of);
  const auto found = std::find_if(values.begin(), values.end(), [](double value) { return !std::isfinite(value); });
  if (found == values.end()) return {};
  return {&expression, static_cast<std::size_t>(found - values.begin())};
}

// "in row 3 (data.csv:4), log(y) with y = -2: a logarithm needs a number above 0".
std::string told(const Fault& fault, const Formula& formula, const Table& table, const std::vector<std::int64_t>& rows,
                 const ValueOf& value_of) {
  const Expression& at = *fault.expression;
  std::string text = text_of(formula, at);
  for (std::size_t i = 0; i < at.arguments.size(); ++i) {
    const Expression& argument = at.arguments[i];
    if (argument.kind == Expression::Kind::number) continue;
    const std::vector<double> values = values_of(argument, value_of);
    text += fmt::format("{} {} = {:.6g}", i == 0 ? " with" : ",", text_of(formula, argument),
                        values.size() == 1 ? values[0] : values[fault.row]);
  }
  const std::int64_t row = fault.row < rows.size() ? rows[fault.row] : 0;
  return fmt::format("{}:{}: {} can't be computed: {}", table.label(), table.line_of(row), text, need_of(at.name));
}

// The degree of an expression in the parameters of a set: 0, 1, or 2 for all that is more.
int degree_in(const Expression& expression, const std::vector<std::string>& set) {
  const auto& a = expression.arguments;
  if (expression.kind == Expression::Kind::number) return 0;
  if (expression.kind == Expression::Kind::name)
    return std::find(set.begin(), set.end(), expression.name) != set.end() ? 1 : 0;
  std::vector<int> degrees;
  for (const Expression& argument : a) degrees.push_back(degree_in(argument, set));
  const std::string& f = expression.name;
  if (f == "add" || f == "subtract") return std::max(degrees[0], degrees[1]);
  if (f == "negative") return degrees[0];
  if (f == "multiply") return std::min(degrees[0] + degrees[1], 2);
  if (f == "divide") return degrees[1] == 0 ? degrees[0] : 2;
  return std::all_of(degrees.begin(), degrees.end(), [](int degree) { return degree == 0; }) ? 0 : 2;
}

}  // namespace

std::vector<double> formula_numbers(const Table& table, const std::string& name) {
  const Column& column = table.column(name);
  if (column.kind != ColumnKind::numeric && column.kind != ColumnKind::date)
    fail("{}: \"{}\" is {}; a formula needs numbers", table.label(), name,
         column.kind == ColumnKind::text ? "text" : "categorical");
  return column.numbers.to_vector();
}

FormulaProblem::FormulaProblem(const Table& table, const Formula& formula, std::vector<std::string>& notes)
    : table_(&table), formula_(formula) {
  std::map<std::string, std::vector<double>> left_columns;
  for (const std::string& name : names_in(formula.left)) {
    if (!table.has(name))
      fail("{}: the left side of a formula reads columns only, and there is no column \"{}\"{}", table.label(), name,
           suggestion(name, table.names()));
    left_columns[name] = formula_numbers(table, name);
  }
  if (left_columns.empty()) fail("the left side of the formula reads no column; write what is to be fitted there");
  for (const std::string& name : names_in(formula.right)) {
    if (table.has(name)) {
      columns_[name] = formula_numbers(table, name);
      continue;
    }
    parameters_.push_back(name);
    const std::string nearest = name.size() < 3 ? "" : nearest_name(name, table.names());
    if (!nearest.empty())
      notes.push_back(
          fmt::format("\"{}\" is no column and so a parameter; is the column \"{}\" meant?", name, nearest));
  }
  if (parameters_.empty())
    fail("the right side of the formula has no parameter to fit: every name in it is a column of {}", table.label());

  const auto count = static_cast<std::size_t>(table.rows());
  for (std::size_t row = 0; row < count; ++row) {
    bool whole = true;
    for (const auto* columns : {&left_columns, &columns_})
      for (const auto& [name, values] : *columns) whole = whole && !std::isnan(values[row]);
    if (whole) table_rows_.push_back(static_cast<std::int64_t>(row));
  }
  if (table_rows_.size() < count)
    notes.push_back(fmt::format("{} of {} rows have missing values and are left out",
                                grouped(static_cast<std::int64_t>(count - table_rows_.size())),
                                grouped(static_cast<std::int64_t>(count))));
  for (auto* columns : {&left_columns, &columns_})
    for (auto& [name, values] : *columns) {
      for (std::size_t i = 0; i < table_rows_.size(); ++i) values[i] = values[static_cast<std::size_t>(table_rows_[i])];
      values.resize(table_rows_.size());
    }
  if (table_rows_.size() < parameters_.size())
    fail("{} {} ({}) need at least as many rows; there {} {}", parameters_.size(),
         parameters_.size() == 1 ? "parameter" : "parameters", fmt::join(parameters_, ", "),
         table_rows_.size() == 1 ? "is" : "are", table_rows_.size());

  const ValueOf value_of = [&](const std::string& name) { return vector_of(left_columns.at(name)); };
  left_ = values_of(formula.left, value_of);
  if (const Fault fault = fault_in(formula.left, value_of); fault.expression)
    fail("{}", told(fault, formula_, table, table_rows_, value_of));
  record();
}

FormulaProblem::FormulaProblem(const FormulaProblem& whole, std::size_t rows)
    : table_(whole.table_), formula_(whole.formula_), parameters_(whole.parameters_) {
  const std::size_t all = whole.rows();
  for (std::size_t i = 0; i < rows; ++i) {
    const std::size_t row = i * all / rows;
    table_rows_.push_back(whole.table_rows_[row]);
    left_.push_back(whole.left_[row]);
    for (const auto& [name, values] : whole.columns_) columns_[name].push_back(values[row]);
  }
  record();
}

void FormulaProblem::record() {
  std::map<std::string, Array> arrays;
  for (const auto& [name, values] : columns_) arrays.emplace(name, vector_of(values));
  const Array left = vector_of(left_);
  residuals_ = recorded_residuals([formula = formula_, parameters = parameters_, arrays, left](const Array& x) {
    const auto value_of = [&](const std::string& name) {
      if (const auto found = arrays.find(name); found != arrays.end()) return found->second;
      const auto place = std::find(parameters.begin(), parameters.end(), name) - parameters.begin();
      return reshape(slice(x, 0, place, place + 1), {});
    };
    return evaluate(formula.right, value_of) - left;
  });
}

std::vector<bool> FormulaProblem::linear() const {
  std::vector<std::string> set;
  std::vector<bool> result;
  for (const std::string& name : parameters_) {
    set.push_back(name);
    result.push_back(degree_in(formula_.right, set) <= 1);
    if (!result.back()) set.pop_back();
  }
  return result;
}

std::string FormulaProblem::not_finite(const std::vector<double>& values) const {
  const ValueOf value_of = [&](const std::string& name) {
    if (const auto found = columns_.find(name); found != columns_.end()) return vector_of(found->second);
    const auto place = std::find(parameters_.begin(), parameters_.end(), name) - parameters_.begin();
    return full({}, values[static_cast<std::size_t>(place)], DType::f64);
  };
  const Fault fault = fault_in(formula_.right, value_of);
  return fault.expression ? told(fault, formula_, *table_, table_rows_, value_of) : "";
}

}  // namespace ansatz
