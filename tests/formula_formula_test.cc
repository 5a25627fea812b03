// Formulas: values against C's functions, gradients against finite differences, and what is said of mistakes.
#include "ansatz/formula.h"

#include <numbers>

#include "tests/arrays.h"

namespace ansatz {
namespace {

Array named(const std::string& name) {
  if (name == "x") return Array(std::vector<double>{0.25, 0.5, 2}, {3});
  if (name == "y") return Array(std::vector<double>{-3, 1, 4}, {3});
  if (name == "area [m²]") return Array(std::vector<double>{7}, {});
  throw Error("no name " + name);
}

std::vector<double> values_of(const std::string& text) {
  return to_vector<double>(evaluate(parse_expression(text), named));
}
double value_of(const std::string& text) { return values_of(text).at(0); }

struct Mistake {
  std::string error, marked;
};
template <class Parse> Mistake mistake_of(Parse parse, const std::string& text) {
  try {
    parse(text);
  } catch (const FormulaError& error) {
    return {error.what(), error.marked()};
  }
  return {"no error", ""};
}
std::string said_of(const std::string& text) {
  return mistake_of([](const std::string& t) { parse_expression(t); }, text).error;
}

TEST(Formula, Precedence) {
  EXPECT_EQ(value_of("1 + 2*3 - 8/4"), 5);
  EXPECT_EQ(value_of("-2^2"), -4);
  EXPECT_EQ(value_of("2^3^2"), 512);
  EXPECT_EQ(value_of("2**-1"), 0.5);
  EXPECT_EQ(value_of("(1 + 2)*3"), 9);
  EXPECT_EQ(value_of("7 - 2 - 1"), 4);
  EXPECT_EQ(value_of("16/4/2"), 2);
  EXPECT_EQ(value_of("--3"), 3);
  EXPECT_EQ(value_of("2*-3"), -6);
  EXPECT_EQ(value_of("+3"), 3);
  EXPECT_EQ(value_of("1.5e2 + .5"), 150.5);
  EXPECT_EQ(value_of("-x^2*2"), -0.125);
  EXPECT_EQ(value_of("`area [m²]` + 1"), 8);
  EXPECT_EQ(values_of("x*y"), (std::vector<double>{-0.75, 0.5, 8}));
  EXPECT_EQ(values_of("max(x, y, 1)"), (std::vector<double>{1, 1, 4}));
  EXPECT_EQ(values_of("min(x, y)"), (std::vector<double>{-3, 0.5, 2}));
}

TEST(Formula, FunctionsAreInDouble) {
  const double x = 0.25;
  const std::vector<std::pair<std::string, double>> cases = {{"abs(-x)", x},
                                                             {"exp(x)", std::exp(x)},
                                                             {"log(x)", std::log(x)},
                                                             {"log10(x)", std::log10(x)},
                                                             {"sqrt(x)", 0.5},
                                                             {"sin(x)", std::sin(x)},
                                                             {"cos(x)", std::cos(x)},
                                                             {"tan(x)", std::tan(x)},
                                                             {"asin(x)", std::asin(x)},
                                                             {"acos(x)", std::acos(x)},
                                                             {"atan(x)", std::atan(x)},
                                                             {"sinh(x)", std::sinh(x)},
                                                             {"cosh(x)", std::cosh(x)},
                                                             {"tanh(x)", std::tanh(x)},
                                                             {"asinh(x)", std::asinh(x)},
                                                             {"acosh(1+x)", std::acosh(1 + x)},
                                                             {"atanh(x)", std::atanh(x)},
                                                             {"pi", std::numbers::pi},
                                                             {"1/3", 1.0 / 3},
                                                             {"exp(1/3)", std::exp(1.0 / 3)}};
  for (const auto& [text, expected] : cases) EXPECT_NEAR(value_of(text) / expected, 1, 1e-15) << text;
  EXPECT_EQ(cases.size() - 3 + 2, formula_functions().size());  // without the constants, with max and min
}

TEST(Formula, Gradients) {
  const Expression expression = parse_expression(
      "a*exp(-b^2) + tan(a)/b + atan(a*b)*asinh(a) - sinh(b)*cosh(a)*atanh(a/3) + acosh(2+b)*log10(a) + "
      "acos(a/4)*asin(b/4) "
      "+ max(a, b)^a");
  const auto f = [&](const std::vector<Array>& p) {
    return evaluate(expression, [&](const std::string& name) { return p[name == "b" ? 1 : 0]; });
  };
  EXPECT_LT(check_gradient(f, {Array(std::vector<double>{0.7}, {}), Array(std::vector<double>{1.3}, {})}), 1e-8);
}

TEST(Formula, Names) {
  EXPECT_EQ(names_in(parse_expression("b*exp(-a.1*x) + `b` - pi + _größe")),
            (std::vector<std::string>{"b", "a.1", "x", "_größe"}));
  EXPECT_TRUE(reads(parse_expression("1 + sin(x)"), "x"));
  EXPECT_FALSE(reads(parse_expression("1 + sin(x)"), "y"));
  const Formula formula = parse_formula("log(y) ~ a + b*x");
  EXPECT_EQ(names_in(formula.left), std::vector<std::string>{"y"});
  EXPECT_EQ(names_in(formula.right), (std::vector<std::string>{"a", "b", "x"}));
  EXPECT_EQ(parse_expressions("area^2, cos(month), a*b").size(), 3u);
  for (const char* name : {"unit price", "exp", "pi", "a`b", "2nd", "a-b", "²", "x"})
    EXPECT_EQ(names_in(parse_expression(formula_name(name))), std::vector<std::string>{name});
  EXPECT_EQ(formula_name("größe"), "größe");
  EXPECT_EQ(formula_name("a b"), "`a b`");
  // Where an expression stands.
  const Expression sum = parse_expression("1 + a*(b - 2)");
  EXPECT_EQ(sum.arguments[1].begin, 4u);
  EXPECT_EQ(sum.arguments[1].end, 13u);
}

TEST(Formula, Mistakes) {
  const auto formula = [](const std::string& text) {
    return mistake_of([](const std::string& t) { parse_formula(t); }, text);
  };
  const Mistake missing = formula("y ~ a*exp() + c");
  EXPECT_EQ(missing.error, "formula, character 11: expected a number, a name or (, but \")\" stands there");
  EXPECT_EQ(missing.marked, "y ~ a*exp() + c\n          ^");
  EXPECT_EQ(formula("y = a*x").error,
            "formula, character 3: \"=\" means nothing here; the sides of a formula are parted by ~");
  EXPECT_EQ(formula("y + x").error, "formula, character 6: expected ~ and the formula for it, but the formula ends");
  EXPECT_EQ(formula("y ~ a ~ b").error,
            "formula, character 7: expected an operator or the end, but \"~\" stands there");
  EXPECT_EQ(formula("价格 ~ a +").marked, "价格 ~ a +\n          ^");  // two columns a character
  EXPECT_EQ(formula("y ~\na +* b").marked, "y ~ a +* b\n       ^");
  EXPECT_EQ(said_of(""), "formula, character 1: expected a number, a name or (, but the formula ends");
  EXPECT_EQ(said_of("2x"), "formula, character 2: expected an operator or the end, but \"x\" stands there");
  EXPECT_EQ(said_of("(a + b"), "formula, character 7: expected an operator or ), but the formula ends");
  EXPECT_EQ(said_of("a)"), "formula, character 2: expected an operator or the end, but \")\" stands there");
  EXPECT_EQ(said_of("sine(x)"), "formula, character 1: there is no function \"sine\"; did you mean \"sin\"?");
  EXPECT_EQ(said_of("1 + exp + 2"), "formula, character 9: expected ( after the function exp, but \"+\" stands there");
  EXPECT_EQ(said_of("1 + exp(1, 2)"), "formula, character 5: exp takes one argument, not 2");
  EXPECT_EQ(said_of("max(x)"), "formula, character 1: max takes two arguments or more, not 1");
  EXPECT_EQ(said_of("a × b"), "formula, character 3: write * for ×");
  EXPECT_EQ(said_of("ab×b"), "formula, character 3: write * for ×");
  EXPECT_EQ(said_of("a[1]"), "formula, character 2: only round parentheses are possible");
  EXPECT_EQ(said_of("`a + b"), "formula, character 1: this backquote is never closed");
  EXPECT_EQ(said_of("a + ``"), "formula, character 5: there is no name between the backquotes");
  EXPECT_EQ(said_of("1e999"), "formula, character 1: 1e999 is too large a number");
  EXPECT_EQ(said_of("a $ b"),
            "formula, character 3: \"$\" means nothing here; an odd name stands in backquotes: `unit price`");
  EXPECT_NE(said_of(std::string(100000, '(')).find("more than 500"), std::string::npos);
  EXPECT_NE(said_of(std::string(100000, '-')).find("more than 500"), std::string::npos);
  std::string many = "a";
  for (int i = 0; i < 100000; ++i) many += "+a";
  EXPECT_NE(said_of(many).find("more than 500"), std::string::npos);
}

}  // namespace
}  // namespace ansatz
