#include "model/derived_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "ansatz/formula.h"
#include "ansatz/operations.h"
#include "ansatz/run.h"
#include "base/fail.h"
#include "base/nearest.h"
#include "data/kinds.h"
#include "data/values.h"

namespace ansatz {
namespace {

constexpr const char* date_parts[] = {"year", "month", "day", "weekday", "days"};

// Where each expression of a list stands: between commas outside of parentheses and backquotes.
std::vector<std::string> texts_in(const std::string& list) {
  std::vector<std::string> texts = {""};
  int depth = 0;
  bool quoted = false;
  for (const char c : list) {
    if (c == '`') quoted = !quoted;
    if (!quoted && c == '(') ++depth;
    if (!quoted && c == ')') --depth;
    if (!quoted && depth == 0 && c == ',')
      texts.emplace_back();
    else
      texts.back() += c;
  }
  for (std::string& text : texts) text = std::string(trim(text));
  return texts;
}

// Checks expressions against a table.
class Checker {
 public:
  Checker(const std::string& text, const Table& inputs, const std::vector<std::string>& targets)
      : text_(text), inputs_(inputs), targets_(targets) {}

  DerivedColumn column(const Expression& expression, const std::string& text) {
    if (inputs_.has(text))
      fail_at(expression, fmt::format("\"{}\" is a column of the table; what is computed needs another name", text));
    DerivedColumn result{.text = text};
    if (expression.kind == Expression::Kind::call && expression.name == "multiply" &&
        is_category(expression.arguments[0]) && is_category(expression.arguments[1])) {
      for (const Expression& name : expression.arguments) result.inputs.push_back(input(name));
      result.separator = separator_for(result);
      return result;
    }
    collect(expression, result);
    if (result.inputs.empty()) fail_at(expression, "a feature needs a column; this one is a number");
    return result;
  }

 private:
  [[noreturn]] void fail_at(const Expression& place, const std::string& message) const {
    throw FormulaError(message, text_, place.begin);
  }

  bool is_category(const Expression& expression) const {
    return expression.kind == Expression::Kind::name && inputs_.has(expression.name) &&
           inputs_.column(expression.name).kind == ColumnKind::categorical;
  }

  void collect(const Expression& expression, DerivedColumn& result) const {
    for (const Expression& argument : expression.arguments) collect(argument, result);
    if (expression.kind != Expression::Kind::name) return;
    const DerivedColumn::Input found = input(expression);
    if (found.kind == ColumnKind::categorical)
      fail_at(expression,
              fmt::format("\"{}\" holds categories; two of them can be crossed, as in a:b, but not computed with",
                          expression.name));
    const bool is_new = std::none_of(result.inputs.begin(), result.inputs.end(),
                                     [&](const auto& each) { return each.name == found.name; });
    if (is_new) result.inputs.push_back(found);
  }

  DerivedColumn::Input input(const Expression& name) const {
    if (std::find(targets_.begin(), targets_.end(), name.name) != targets_.end())
      fail_at(name, fmt::format("\"{}\" is what is to be predicted", name.name));
    if (inputs_.has(name.name)) {
      const Column& column = inputs_.column(name.name);
      if (column.kind == ColumnKind::text) fail_at(name, fmt::format("\"{}\" holds free text", name.name));
      if (column.kind == ColumnKind::date)
        fail_at(name, fmt::format("\"{0}\" holds dates; take a part of them, as in {0}.month", name.name));
      return {name.name, name.name, column.kind, column.notation};
    }
    std::vector<std::string> possible;
    for (const Column& column : inputs_.columns()) {
      if (column.kind != ColumnKind::date) {
        possible.push_back(formula_name(column.name));
        continue;
      }
      for (const char* part : date_parts) {
        const std::string whole = fmt::format("{}.{}", column.name, part);
        if (whole == name.name) return {name.name, column.name, ColumnKind::date, column.notation};
        possible.push_back(formula_name(whole));
      }
    }
    fail_at(name, fmt::format("unknown column \"{}\"{}", name.name, did_you_mean(name.name, possible)));
  }

  // So that two levels side by side are never two others.
  std::string separator_for(const DerivedColumn& cross) const {
    for (const char* separator : {":", " × ", " | ", " ⋅ "}) {
      bool free = true;
      for (const DerivedColumn::Input& each : cross.inputs) {
        const Levels& levels = inputs_.column(each.column).texts.levels();
        for (std::size_t level = 0; level < levels.size(); ++level)
          free = free && std::string_view(levels[level]).find(separator) == std::string_view::npos;
      }
      if (free) return separator;
    }
    fail("the levels of \"{}\" and \"{}\" hold all of :, ×, | and ⋅, so that they can't be crossed",
         cross.inputs[0].name, cross.inputs[1].name);
  }

  const std::string& text_;
  const Table& inputs_;
  const std::vector<std::string>& targets_;
};

// Both levels side by side; missing when one is.
Column crossed(const DerivedColumn& cross, const Table& table) {
  std::vector<std::string> texts(static_cast<std::size_t>(table.rows()));
  const Texts a = read_as(table, table.column(cross.inputs[0].column), ColumnKind::categorical).texts,
              b = read_as(table, table.column(cross.inputs[1].column), ColumnKind::categorical).texts;
  for (std::size_t row = 0; row < texts.size(); ++row)
    if (!is_missing(a[row]) && !is_missing(b[row]))
      texts[row] = std::string(trim(a[row])) + cross.separator + std::string(trim(b[row]));
  return categorical_column(cross.text, texts);
}

}  // namespace

std::vector<DerivedColumn> derived_columns(const std::string& text, const Table& inputs,
                                           const std::vector<std::string>& targets) {
  const std::vector<Expression> expressions = parse_expressions(text);
  const std::vector<std::string> texts = texts_in(text);
  Checker checker(text, inputs, targets);
  std::vector<DerivedColumn> derived;
  for (std::size_t i = 0; i < expressions.size(); ++i) {
    if (std::find(texts.begin(), texts.begin() + static_cast<std::ptrdiff_t>(i), texts[i]) !=
        texts.begin() + static_cast<std::ptrdiff_t>(i))
      throw FormulaError(fmt::format("{} stands there twice", texts[i]), text, expressions[i].begin);
    derived.push_back(checker.column(expressions[i], texts[i]));
  }
  return derived;
}

std::vector<DerivedColumn::Input> numeric_inputs(const std::vector<DerivedColumn>& derived) {
  std::vector<DerivedColumn::Input> inputs;
  for (const DerivedColumn& column : derived)
    for (const DerivedColumn::Input& input : column.inputs)
      if (!column.is_cross() &&
          std::none_of(inputs.begin(), inputs.end(), [&](const auto& each) { return each.name == input.name; }))
        inputs.push_back(input);
  return inputs;
}

std::vector<double> values_of(const DerivedColumn::Input& input, const Table& table) {
  std::vector<double> values = read_as(table, table.column(input.column), input.kind).numbers.to_vector();
  if (input.kind == ColumnKind::date)
    for (double& value : values) value = date_part(value, std::string_view(input.name).substr(input.column.size() + 1));
  return values;
}

Array record_derived(const std::vector<DerivedColumn>& derived, const Array& inputs) {
  const std::vector<DerivedColumn::Input> names = numeric_inputs(derived);
  const auto value_of = [&](const std::string& name) {
    for (std::size_t i = 0; i < names.size(); ++i)
      if (names[i].name == name) {
        const auto at = static_cast<std::int64_t>(i);
        return slice(inputs, 1, at, at + 1);
      }
    fail("the formula reads \"{}\", which is not among its columns", name);
  };
  std::vector<Array> results;
  for (const DerivedColumn& column : derived) {
    if (column.is_cross()) continue;
    const Array value = evaluate(parse_expression(column.text), value_of, DType::f32);
    results.push_back(where(is_finite(value), value, full({}, std::numeric_limits<double>::quiet_NaN(), DType::f32)));
  }
  return results.size() == 1 ? results[0] : concatenate(results, 1);
}

Table with_derived(const Table& table, const std::vector<DerivedColumn>& derived, std::vector<std::string>* notes) {
  if (derived.empty()) return table;
  Table result = table;
  const std::vector<DerivedColumn::Input> inputs = numeric_inputs(derived);
  const auto rows = static_cast<std::size_t>(table.rows()), width = inputs.size();
  std::vector<float> numbers(rows * width), values;
  std::map<std::string, std::vector<double>> by_name;
  for (std::size_t i = 0; i < width; ++i) {
    const std::vector<double>& column = by_name[inputs[i].name] = values_of(inputs[i], table);
    for (std::size_t row = 0; row < rows; ++row) numbers[row * width + i] = static_cast<float>(column[row]);
  }
  if (width > 0 && rows > 0)
    values = to_vector<float>(
        record_derived(derived, Array(numbers, {static_cast<std::int64_t>(rows), static_cast<std::int64_t>(width)})));
  const std::size_t count = rows > 0 ? values.size() / rows : 0;
  std::size_t at = 0;
  for (const DerivedColumn& column : derived) {
    if (column.is_cross()) {
      result = result.with(crossed(column, table));
      continue;
    }
    std::vector<float> own;
    std::int64_t odd = 0;
    for (std::size_t row = 0; row < rows; ++row) {
      own.push_back(values[row * count + at]);
      const bool complete = std::none_of(column.inputs.begin(), column.inputs.end(),
                                         [&](const auto& input) { return std::isnan(by_name.at(input.name)[row]); });
      odd += complete && std::isnan(own.back());
    }
    ++at;
    if (odd > 0 && notes)
      notes->push_back(fmt::format("{}: {} is no number in {} row{}, which count{} as missing", table.label(),
                                   column.text, odd, odd == 1 ? "" : "s", odd == 1 ? "s" : ""));
    result = result.with(float_column(column.text, std::move(own)));
  }
  return result;
}

std::vector<float> encode_derived(const Encoder& encoder, const Table& table, std::vector<std::string>& notes) {
  if (encoder.derived.empty()) return encode(encoder, table, notes);
  check_columns(encoder, table);
  return encode(encoder, with_derived(table, encoder.derived), notes);
}

}  // namespace ansatz
