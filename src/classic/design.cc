#include "classic/design.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "base/fail.h"
#include "base/nearest.h"

namespace ansatz {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

std::vector<std::string> levels_of(const Column& column) {
  std::set<std::string> levels;
  for (std::int64_t row = 0; row < column.rows(); ++row)
    if (!column.missing(row)) levels.emplace(column.texts[static_cast<std::size_t>(row)]);
  return {levels.begin(), levels.end()};
}

}  // namespace

Design::Design(const Table& table, const std::vector<std::string>& left_out, bool intercept,
               std::vector<std::string>& notes) {
  std::vector<std::string> texts;
  bool has_constant = intercept;
  for (const Column& column : table.columns()) {
    if (std::find(left_out.begin(), left_out.end(), column.name) != left_out.end()) continue;
    if (column.kind == ColumnKind::text) {
      texts.push_back(column.name);
    } else if (column.kind == ColumnKind::categorical) {
      std::vector<std::string> levels = levels_of(column);
      std::string reference;
      if (has_constant && !levels.empty()) {
        reference = levels.front();
        levels.erase(levels.begin());
        notes.push_back(
            fmt::format("\"{}\" is a category: its coefficients say the difference to \"{}\"", column.name, reference));
      }
      has_constant = true;
      sources_.push_back({column.name, true, std::move(levels), std::move(reference)});
    } else {
      sources_.push_back({column.name});
    }
  }
  if (!texts.empty())
    notes.push_back(fmt::format("{} {} free text and {} left out", quoted_list(texts),
                                texts.size() == 1 ? "holds" : "hold", texts.size() == 1 ? "is" : "are"));
  if (sources_.empty()) fail("{}: no column is left to fit the target with", table.label());
}

NumberColumns Design::numbers(const Table& table, const std::vector<std::string>& also, bool keep_all) const {
  const auto count = static_cast<std::size_t>(table.rows());
  NumberColumns all;
  const auto add = [&](std::string name, std::vector<double> values, bool indicator) {
    all.names.push_back(std::move(name));
    all.values.push_back(std::move(values));
    all.indicators.push_back(indicator);
  };
  for (const Source& source : sources_) {
    const Column& column = table.column(source.name);
    if (!source.categorical) {
      if (column.texts.size() > 0) fail("{}: \"{}\" must hold numbers, as it did before", table.label(), source.name);
      add(source.name, column.numbers.to_vector(), false);
      continue;
    }
    const std::vector<std::string> texts = table.texts(source.name);
    const auto known = [&](const std::string& text) {
      return text == source.reference || std::binary_search(source.levels.begin(), source.levels.end(), text);
    };
    for (const std::string& level : source.levels) {
      std::vector<double> values(count);
      for (std::size_t row = 0; row < count; ++row)
        values[row] =
            column.missing(static_cast<std::int64_t>(row)) || !known(texts[row]) ? not_a_number : texts[row] == level;
      add(source.name + "=" + level, std::move(values), true);
    }
  }
  for (const std::string& name : also) add(name, table.column(name).numbers.to_vector(), false);

  for (std::size_t row = 0; row < count; ++row) {
    const bool whole =
        std::none_of(all.values.begin(), all.values.end(), [&](const auto& values) { return std::isnan(values[row]); });
    if (whole || keep_all) all.rows.push_back(static_cast<std::int64_t>(row));
  }
  if (all.rows.size() == count) return all;
  for (std::vector<double>& values : all.values) {
    for (std::size_t i = 0; i < all.rows.size(); ++i) values[i] = values[static_cast<std::size_t>(all.rows[i])];
    values.resize(all.rows.size());
  }
  return all;
}

DoubleDouble Term::value(std::span<const double> row) const {
  if (column < 0) return 1.0;
  const double x = std::ldexp(row[static_cast<std::size_t>(column)], -exponent);
  DoubleDouble result = x;
  for (int i = 1; i < power; ++i) result = result * x;
  return result;
}

double Term::unscaled() const { return std::ldexp(1.0, -exponent * power); }

std::vector<Term> terms_of(const std::vector<std::string>& names, const std::vector<std::span<const double>>& columns,
                           const std::vector<bool>& indicators, int degree, bool intercept) {
  std::vector<Term> terms;
  if (intercept) terms.push_back({.name = "(intercept)"});
  for (std::size_t j = 0; j < columns.size(); ++j) {
    double largest = 0;
    for (std::size_t row = 0; row < columns[j].size(); ++row) {
      const double value = columns[j][row];
      if (!std::isfinite(value))
        fail("regress: \"{}\" is {} in row {}; every number must be finite", names[j], value, row + 1);
      largest = std::max(largest, std::abs(value));
    }
    const int highest = indicators[j] ? 1 : degree;
    const int size = largest > 0 ? std::ilogb(largest) : 0;
    // Plain numbers are read where they lie unless their squares' sums could leave the range of double.
    const int exponent = highest > 1 || std::abs(size) > 200 ? size : 0;
    for (int power = 1; power <= highest; ++power)
      terms.push_back(
          {power == 1 ? names[j] : fmt::format("{}^{}", names[j], power), static_cast<int>(j), power, exponent});
  }
  return terms;
}

}  // namespace ansatz
