// Formulas as text, "y ~ a*exp(-b*x) + c": read into a syntax tree, asked for their names, recorded as operations.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "ansatz/array.h"
#include "ansatz/error.h"

namespace ansatz {

/// A formula's syntax tree. A value.
///
/// Numbers as in C++; + - * / with their usual precedence (`:` is `*`), `^` or `**` for powers (from the right, and before a sign:
/// -x^2 is -(x^2)), parentheses, the constant pi, and the functions of `formula_functions()`. A name is a letter or _ and
/// then letters, digits, _ and points; any other (a space, a sign, the name of a function) stands between backquotes, as
/// in `area [m²]`, a backquote doubled.
struct Expression {
  enum class Kind { number, name, call };
  Kind kind = Kind::number;
  double number = 0;
  /// A name without its backquotes; of a call, its function or one of add, subtract, multiply, divide, power, negative.
  std::string name = {};
  std::vector<Expression> arguments = {};
  std::size_t begin = 0, end = 0;  ///< where it stands in the text, in bytes, the end not included
};

/// What is to be explained, and by what.
struct Formula {
  std::string text;
  Expression left, right;
};

/// Where a formula is wrong. `what()` is one line: what was expected, what stands there, and at which character.
class FormulaError : public Error {
 public:
  /// `position`: of the mistake in `text`, in bytes.
  FormulaError(const std::string& message, std::string text, std::size_t position);
  /// Two lines: the text (without line breaks), and a caret under the place.
  const std::string& marked() const { return marked_; }
  std::size_t position() const { return position_; }

 private:
  std::string marked_;
  std::size_t position_;
};

/// Reads one expression, all of the text. Throws `FormulaError`.
Expression parse_expression(std::string_view text);
/// Reads expressions with commas between them: "area^2, cos(month)". Throws `FormulaError`.
std::vector<Expression> parse_expressions(std::string_view text);
/// Reads `left ~ right`. Throws `FormulaError`.
Formula parse_formula(std::string_view text);

/// The functions that formulas may call: abs acos acosh asin asinh atan atanh cos cosh exp log log10 max min sin sinh sqrt
/// tan tanh. max and min take two arguments or more.
std::vector<std::string> formula_functions();

/// The names that an expression reads, each once, in the order of their first places.
std::vector<std::string> names_in(const Expression& expression);
/// Whether it reads this name.
bool reads(const Expression& expression, std::string_view name);

/// Records the expression; `value_of` gives each name's array, and they broadcast as operations do. Numbers have this
/// type, so that nothing is rounded to float on the way.
Array evaluate(const Expression& expression, const std::function<Array(const std::string& name)>& value_of,
               DType type = DType::f64);

/// A name as a formula writes it: in backquotes where it needs them.
std::string formula_name(std::string_view name);

}  // namespace ansatz
