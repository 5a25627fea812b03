// A model's prediction over one or two of its columns, with the data.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "ansatz/figure.h"
#include "base/fail.h"
#include "base/nearest.h"
#include "model/contents.h"

namespace ansatz {
namespace {

// What a column that is not drawn is held at, and the same for people.
struct Held {
  Column column;
  std::string text;
};

Column repeated(const std::string& name, double value, std::int64_t rows) {
  return numeric_column(name, std::vector<double>(static_cast<std::size_t>(rows), value));
}

Held held(const ColumnEncoding& encoding, const Table* data, std::int64_t rows) {
  if (const auto* number = std::get_if<NumericEncoding>(&encoding))
    return {repeated(number->column, double{number->median}, rows),
            fmt::format("{} = {:.4g}", number->column, number->median)};
  if (const auto* category = std::get_if<CategoryEncoding>(&encoding)) {
    std::string level = category->levels.empty() ? "" : category->levels[0];
    if (data && data->has(category->column)) {  // the most frequent one
      std::map<std::string, int> counts;
      const Column& column = data->column(category->column);
      if (!column.numbers.empty()) fail("the column \"{}\" of the data is no category", category->column);
      for (std::int64_t row = 0; row < column.rows(); ++row)
        if (!column.missing(row)) ++counts[std::string(column.texts[static_cast<std::size_t>(row)])];
      for (const auto& [text, count] : counts)
        if (count > counts[level]) level = text;
    }
    return {categorical_column(category->column, std::vector<std::string>(static_cast<std::size_t>(rows), level)),
            fmt::format("{} = {}", category->column, level)};
  }
  const auto& date = std::get<DateEncoding>(encoding);
  Held result{repeated(date.column, NAN, rows), date.column + " in the middle"};  // missing: the median of each part
  result.column.kind = ColumnKind::date;
  return result;
}

std::string name_of_column(const ColumnEncoding& encoding) {
  return std::visit([](const auto& e) { return e.column; }, encoding);
}

const NumericEncoding& number_of(const Encoder& encoder, const std::string& name) {
  for (const ColumnEncoding& encoding : encoder.columns)
    if (name_of_column(encoding) == name) {
      if (const auto* number = std::get_if<NumericEncoding>(&encoding)) return *number;
      fail("the column \"{}\" is no number; ansatz explain draws what it does", name);
    }
  std::vector<std::string> names;
  for (const ColumnEncoding& encoding : encoder.columns) names.push_back(name_of_column(encoding));
  fail("the model does not read a column \"{}\"{}", name, did_you_mean(name, names));
}

std::pair<double, double> range_of(const NumericEncoding& number, const Table* data) {
  if (data && data->has(number.column)) {
    double low = INFINITY, high = -INFINITY;
    for (const double value : data->column(number.column).numbers.to_vector())
      if (std::isfinite(value)) low = std::min(low, value), high = std::max(high, value);
    if (low < high) return {low, high};
  }
  const double reach = number.scale > 0 ? 2.0 / number.scale : 1;
  return {number.center - reach, number.center + reach};
}

// What is drawn: the number, or the probability of the last class.
std::vector<double> heights(const Model& model, const Table& table) {
  const Predictions predictions = model.predict(table);
  if (!model.classifies()) return predictions.values;
  std::vector<double> values;
  for (const auto& row : predictions.probabilities) values.push_back(double{row.back()});
  return values;
}

// The target's values in the data; of classes 1 for the last one.
std::vector<double> truth(const Model& model, const Table& data) {
  const Column& column = data.column(model.target());
  if (!column.numbers.empty()) {
    if (!model.classifies()) return column.numbers.to_vector();
    std::vector<double> values;
    for (const double value : column.numbers.to_vector())
      values.push_back(fmt::format("{}", value) == model.class_names().back() ? 1 : 0);
    return values;
  }
  if (!model.classifies()) fail("the target \"{}\" of the data is no number", model.target());
  std::vector<double> values;
  for (std::int64_t row = 0; row < column.rows(); ++row)
    values.push_back(column.texts[static_cast<std::size_t>(row)] == model.class_names().back() ? 1 : 0);
  return values;
}

// Lines as wide as the picture, broken behind commas; three at most.
std::vector<std::string> lines_of(const std::string& text) {
  constexpr std::size_t width = 84, most = 3;
  std::vector<std::string> lines(1);
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(", ", begin), text.size() - 2) + 2;
    if (!lines.back().empty() && lines.back().size() + end - begin > width) {
      if (lines.size() == most) {
        lines.back() += "…";
        break;
      }
      lines.emplace_back();
    }
    lines.back() += text.substr(begin, end - begin);
    begin = end;
  }
  return lines;
}

}  // namespace

Chart fitted_function_chart(const Model& model, std::vector<std::string> columns, const Table* data) {
  const Encoder& encoder = model.contents().description.encoder;
  if (!encoder.derived.empty())
    fail("a plot goes over the table's columns; the model computes \"{}\" from them, which ansatz explain draws",
         encoder.derived[0].text);
  if (model.targets().size() > 1)
    fail("a plot shows one number; the model predicts {}: {}", model.targets().size(),
         fmt::join(model.targets(), ", "));
  if (columns.empty())  // its only inputs
    for (const ColumnEncoding& encoding : encoder.columns) columns.push_back(name_of_column(encoding));
  if (columns.size() > 2 || (columns.size() == 2 && columns[0] == columns[1]))
    fail("a plot goes over one or two columns; the model reads {}: name one or two of them",
         fmt::format("{}", fmt::join(columns, ", ")));
  constexpr int points = 241, side = 41;
  std::vector<const NumericEncoding*> axes;
  std::vector<std::pair<double, double>> ranges;
  for (const std::string& name : columns) {
    axes.push_back(&number_of(encoder, name));
    ranges.push_back(range_of(*axes.back(), data));
  }
  const bool surface = columns.size() == 2;
  const std::int64_t rows = surface ? side * side : points;
  std::vector<std::vector<double>> places(columns.size());
  for (std::int64_t i = 0; i < rows; ++i)
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const std::int64_t steps = surface ? side - 1 : points - 1, step = !surface ? i : c == 0 ? i % side : i / side;
      places[c].push_back(ranges[c].first + (ranges[c].second - ranges[c].first) * static_cast<double>(step) /
                                                static_cast<double>(steps));
    }
  std::vector<Column> all;
  std::string others;
  for (const ColumnEncoding& encoding : encoder.columns) {
    const std::string name = name_of_column(encoding);
    const auto found = std::find(columns.begin(), columns.end(), name);
    if (found != columns.end()) {
      all.push_back(numeric_column(name, places[static_cast<std::size_t>(found - columns.begin())]));
      continue;
    }
    Held rest = held(encoding, data, rows);
    others += (others.empty() ? "" : ", ") + rest.text;
    all.push_back(std::move(rest.column));
  }
  const std::vector<double> y = heights(model, Table(std::move(all)));
  const std::string what = model.classifies() ? "probability of " + model.class_names().back() : model.target();

  Chart chart{.title = what, .columns = 1, .panel_width = 620, .panel_height = surface ? 520.0 : 420.0};
  if (!others.empty()) chart.notes = lines_of("Held: " + others);
  const bool with_data =
      data && data->has(model.target()) &&
      std::all_of(columns.begin(), columns.end(), [&](const std::string& name) { return data->has(name); });
  std::vector<std::vector<double>> seen(columns.size());
  std::vector<double> values;
  if (with_data) {
    for (std::size_t c = 0; c < columns.size(); ++c) seen[c] = data->column(columns[c]).numbers.to_vector();
    values = truth(model, *data);
    constexpr std::size_t most = 2000;
    const std::size_t every = values.size() / most + 1;
    if (every > 1) {
      for (std::vector<double>* each : {&seen[0], &seen.back(), &values}) {
        if (each == &seen.back() && seen.size() == 1) continue;
        std::vector<double> kept;
        for (std::size_t i = 0; i < each->size(); i += every) kept.push_back((*each)[i]);
        *each = kept;
      }
    }
  }
  ChartPanel panel{.x_label = columns[0], .y_label = surface ? columns[1] : what, .x_range = ranges[0]};
  if (!surface) {
    if (with_data) panel.series.push_back({seen[0], values, 7, Mark::points});
    panel.series.push_back({places[0], y, 1, Mark::line});
  } else {
    panel.y_range = ranges[1];
    double low = *std::min_element(y.begin(), y.end()), high = *std::max_element(y.begin(), y.end());
    for (const double value : values)
      if (std::isfinite(value)) low = std::min(low, value), high = std::max(high, value);
    if (!(low < high)) low -= 1, high += 1;
    panel.surface = ChartSurface{.columns = side, .rows = side, .heights = y, .z_range = {low, high}};
    if (with_data) panel.surface->points = {{seen[0], seen[1], values, 1}}, panel.surface->opacity = 0.75;
  }
  chart.panels.push_back(std::move(panel));
  return chart;
}

}  // namespace ansatz
