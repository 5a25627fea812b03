#include <algorithm>

#include "ansatz/formula.h"
#include "ansatz/operations.h"
#include "base/fail.h"
#include "formula/functions.h"

namespace ansatz {
namespace {

void collect_names(const Expression& expression, std::vector<std::string>& names) {
  if (expression.kind == Expression::Kind::name &&
      std::find(names.begin(), names.end(), expression.name) == names.end())
    names.push_back(expression.name);
  for (const Expression& argument : expression.arguments) collect_names(argument, names);
}

Array recorded(const std::string& function, const std::vector<Array>& a) {
  if (function == "add") return a[0] + a[1];
  if (function == "subtract") return a[0] - a[1];
  if (function == "multiply") return a[0] * a[1];
  if (function == "divide") return a[0] / a[1];
  if (function == "power") return power(a[0], a[1]);
  if (function == "negative") return -a[0];
  const FormulaFunction* known = find_formula_function(function);
  if (!known) fail("formula: there is no function \"{}\"", function);
  return known->record(a);
}

}  // namespace

std::vector<std::string> names_in(const Expression& expression) {
  std::vector<std::string> names;
  collect_names(expression, names);
  return names;
}

bool reads(const Expression& expression, std::string_view name) {
  if (expression.kind == Expression::Kind::name && expression.name == name) return true;
  return std::any_of(expression.arguments.begin(), expression.arguments.end(),
                     [&](const Expression& argument) { return reads(argument, name); });
}

Array evaluate(const Expression& expression, const std::function<Array(const std::string& name)>& value_of,
               DType type) {
  if (expression.kind == Expression::Kind::number) return full({}, expression.number, type);
  if (expression.kind == Expression::Kind::name) return value_of(expression.name);
  std::vector<Array> arguments;
  for (const Expression& argument : expression.arguments) arguments.push_back(evaluate(argument, value_of, type));
  return recorded(expression.name, arguments);
}

}  // namespace ansatz
