#include <algorithm>
#include <cmath>
#include <map>

#include "ansatz/explain.h"
#include "ansatz/split.h"
#include "base/fail.h"
#include "base/nearest.h"
#include "model/own_kinds.h"

namespace ansatz {
namespace {

Table sampled(const Table& table, const DependenceOptions& options) {
  if (table.rows() <= options.most_rows) return table;
  std::vector<std::int64_t> rows = shuffled(table.rows(), options.seed);
  rows.resize(static_cast<std::size_t>(options.most_rows));
  std::sort(rows.begin(), rows.end());
  return table.select(rows);
}

std::vector<double> places_of(const Column& column, int points) {
  std::vector<double> values;
  for (const double value : column.numbers.to_vector())
    if (!std::isnan(value)) values.push_back(value);
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  std::vector<double> different = values;
  different.erase(std::unique(different.begin(), different.end()), different.end());
  if (different.size() <= static_cast<std::size_t>(points)) return different;
  const auto quantile = [&](double part) {
    const double place = part * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, values.size() - 1);
    return values[below] + (place - static_cast<double>(below)) * (values[above] - values[below]);
  };
  double low = quantile(0.05), high = quantile(0.95);
  if (low == high) low = values.front(), high = values.back();  // nearly all values are one
  std::vector<double> places;
  for (int i = 0; i < points; ++i) places.push_back(low + (high - low) * i / (points - 1));
  return places;
}

std::vector<std::string> levels_of(const Column& column, std::int64_t most) {
  std::map<std::string, std::int64_t> counts;
  for (std::int64_t row = 0; row < column.rows(); ++row)
    if (!column.missing(row)) ++counts[std::string(column.texts[static_cast<std::size_t>(row)])];
  std::vector<std::pair<std::string, std::int64_t>> levels(counts.begin(), counts.end());
  std::stable_sort(levels.begin(), levels.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  if (static_cast<std::int64_t>(levels.size()) > most) levels.resize(static_cast<std::size_t>(most));
  std::vector<std::string> names;
  for (const auto& [level, count] : levels) names.push_back(level);
  std::sort(names.begin(), names.end());
  return names;
}

// The mean prediction of each target, or the mean probability of each class.
std::vector<double> mean_prediction(const Model& model, const Table& table) {
  const Predictions predictions = model.predict(table);
  const auto rows = static_cast<double>(table.rows());
  std::vector<double> means(model.classifies() ? model.class_names().size() : model.targets().size(), 0.0);
  for (std::size_t i = 0; i < predictions.values.size(); ++i) means[i % means.size()] += predictions.values[i] / rows;
  for (const std::vector<float>& probabilities : predictions.probabilities)
    for (std::size_t c = 0; c < means.size(); ++c) means[c] += double{probabilities[c]} / rows;
  return means;
}

}  // namespace

Dependence partial_dependence(const Model& model, const Table& table, const std::string& name,
                              const DependenceOptions& options) {
  const std::vector<std::string> inputs = model.inputs();
  if (std::find(inputs.begin(), inputs.end(), name) == inputs.end())
    fail("the model does not read a column \"{}\"{}", name, did_you_mean(name, inputs));
  if (options.points < 2 || options.most_levels < 1 || options.most_rows < 1)
    fail("{} points, {} levels and {} rows are asked for; 2, 1 and 1 are needed", options.points, options.most_levels,
         options.most_rows);
  const Table own = with_own_kinds(model, table);
  const Column& column = own.column(name);
  const Table others = sampled(own, options).without(name);
  const auto rows = static_cast<std::size_t>(others.rows());
  Dependence result{name, column.kind, {}, {}, {}};
  std::vector<Column> constants;
  if (column.numbers.empty()) {
    result.levels = levels_of(column, options.most_levels);
    for (const std::string& level : result.levels)
      constants.push_back(categorical_column(name, std::vector<std::string>(rows, level)));
  } else {
    result.places = places_of(column, options.points);
    for (const double place : result.places) {
      constants.push_back(numeric_column(name, std::vector<double>(rows, place)));
      constants.back().kind = column.kind;
    }
  }
  if (constants.empty()) fail("{}: the column \"{}\" has no values", table.label(), name);
  result.means.resize(model.classifies() ? model.class_names().size() : model.targets().size());
  for (const Column& constant : constants) {
    const std::vector<double> means = mean_prediction(model, others.with(constant));
    for (std::size_t c = 0; c < means.size(); ++c) result.means[c].push_back(means[c]);
  }
  return result;
}

}  // namespace ansatz
