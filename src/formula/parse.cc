// Recursive descent, a function for each level of precedence.
#include <fmt/format.h>

#include <algorithm>
#include <numbers>
#include <utility>

#include "ansatz/formula.h"
#include "base/nearest.h"
#include "formula/functions.h"
#include "formula/scanner.h"

namespace ansatz {
namespace {

// The tree's depth, and so the stack that walking it takes.
constexpr int most_deep = 500;

constexpr const char* operand = "a number, a name or (";

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text), tokens_(scan_formula(text)) {}

  Expression sum() {
    Expression left = product();
    for (int terms = 0; here().is('+') || here().is('-'); ++terms) {
      check_depth(terms);
      const bool plus = take().is('+');
      left = call(plus ? "add" : "subtract", left.begin, two(std::move(left), product()));
    }
    return left;
  }

  std::vector<Expression> list() {
    std::vector<Expression> all = {sum()};
    while (here().is(',')) {
      take();
      all.push_back(sum());
    }
    return all;
  }

  Formula formula() {
    Formula result;
    result.text = text_;
    result.left = sum();
    if (!here().is('~')) fail_here("~ and the formula for it");
    take();
    result.right = sum();
    return result;
  }

  void expect_end(const char* otherwise) const {
    if (here().kind != Token::Kind::end) fail_here(otherwise);
  }

 private:
  Expression product() {
    Expression left = signed_power();
    for (int factors = 0; here().is('*') || here().is('/'); ++factors) {
      check_depth(factors);
      const bool times = take().is('*');
      left = call(times ? "multiply" : "divide", left.begin, two(std::move(left), signed_power()));
    }
    return left;
  }

  Expression signed_power() {
    const Deeper deeper(*this);
    const std::size_t begin = here().begin;
    if (here().is('+')) {
      take();
      return signed_power();
    }
    if (here().is('-')) {
      take();
      std::vector<Expression> argument;
      argument.push_back(signed_power());
      return call("negative", begin, std::move(argument));
    }
    Expression base = primary();
    if (!here().is('^')) return base;
    take();
    return call("power", begin, two(std::move(base), signed_power()));
  }

  Expression primary() {
    const Token token = here();
    switch (token.kind) {
      case Token::Kind::number:
        take();
        return {.kind = Expression::Kind::number, .number = token.number, .begin = token.begin, .end = token.end};
      case Token::Kind::quoted_name: return name(take());
      case Token::Kind::name: {
        take();
        if (here().is('(')) return function(token);
        if (token.text == "pi")
          return {.kind = Expression::Kind::number, .number = std::numbers::pi, .begin = token.begin, .end = token.end};
        if (find_formula_function(token.text)) fail_here(fmt::format("( after the function {}", token.text));
        return name(token);
      }
      default: break;
    }
    if (!token.is('(')) fail_here(operand);
    take();
    Expression inner = sum();
    if (!here().is(')')) fail_here("an operator or )");
    take();
    return inner;
  }

  static Expression name(const Token& token) {
    return {.kind = Expression::Kind::name, .name = token.text, .begin = token.begin, .end = token.end};
  }

  Expression function(const Token& name) {
    const FormulaFunction* known = find_formula_function(name.text);
    if (!known)
      throw FormulaError(
          fmt::format("there is no function \"{}\"{}", name.text, suggestion(name.text, formula_functions())),
          std::string(text_), name.begin);
    take();
    std::vector<Expression> arguments = list();
    if (!here().is(')')) fail_here("an operator, a comma or )");
    take();
    const bool right = known->several ? arguments.size() >= 2 : arguments.size() == 1;
    if (!right)
      throw FormulaError(fmt::format("{} takes {}, not {}", name.text,
                                     known->several ? "two arguments or more" : "one argument", arguments.size()),
                         std::string(text_), name.begin);
    return call(name.text, name.begin, std::move(arguments));
  }

  Expression call(std::string function, std::size_t begin, std::vector<Expression> arguments) const {
    return {.kind = Expression::Kind::call,
            .name = std::move(function),
            .arguments = std::move(arguments),
            .begin = begin,
            .end = tokens_[at_ - 1].end};
  }

  static std::vector<Expression> two(Expression a, Expression b) {
    std::vector<Expression> both;
    both.push_back(std::move(a));
    both.push_back(std::move(b));
    return both;
  }

  const Token& here() const { return tokens_[at_]; }
  const Token& take() { return tokens_[at_++]; }

  void check_depth(int depth) const {
    if (depth > most_deep)
      throw FormulaError(fmt::format("more than {} terms or parentheses within each other", most_deep),
                         std::string(text_), here().begin);
  }

  struct Deeper {
    explicit Deeper(Parser& parser) : parser_(parser) { parser_.check_depth(++parser_.depth_); }
    ~Deeper() { --parser_.depth_; }
    Parser& parser_;
  };

  [[noreturn]] void fail_here(std::string_view expected) const {
    const Token& token = here();
    const std::string found =
        token.kind == Token::Kind::end
            ? "the formula ends"
            : fmt::format("\"{}\" stands there", text_.substr(token.begin, token.end - token.begin));
    throw FormulaError(fmt::format("expected {}, but {}", expected, found), std::string(text_), token.begin);
  }

  std::string_view text_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

Expression parse_expression(std::string_view text) {
  Parser parser(text);
  Expression result = parser.sum();
  parser.expect_end("an operator or the end");
  return result;
}

std::vector<Expression> parse_expressions(std::string_view text) {
  Parser parser(text);
  std::vector<Expression> result = parser.list();
  parser.expect_end("an operator, a comma or the end");
  return result;
}

Formula parse_formula(std::string_view text) {
  Parser parser(text);
  Formula result = parser.formula();
  parser.expect_end("an operator or the end");
  return result;
}

std::string formula_name(std::string_view name) {
  if (is_plain_name(name) && name != "pi" && !find_formula_function(name)) return std::string(name);
  std::string quoted = "`";
  for (const char c : name) quoted += c == '`' ? "``" : std::string(1, c);
  return quoted + '`';
}

}  // namespace ansatz
