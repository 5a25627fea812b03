#include "data/encoder.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <map>
#include <unordered_map>

#include "ansatz/text.h"
#include "base/elementary.h"
#include "base/fail.h"
#include "base/nearest.h"
#include "data/kinds.h"
#include "data/values.h"

namespace ansatz {
namespace {

constexpr std::size_t kMostLevels = 100;
constexpr const char* kDateParts[] = {"year", "month", "day", "weekday", "days"};

template <class... Functions> struct Cases : Functions... { using Functions::operator()...; };
template <class... Functions> Cases(Functions...) -> Cases<Functions...>;

const std::string& name_of(const ColumnEncoding& encoding) {
  return std::visit([](const auto& e) -> const std::string& { return e.column; }, encoding);
}

int indicators_of(const ColumnEncoding& encoding) {
  return std::visit(
      Cases{[](const NumericEncoding& e) { return e.indicator ? 1 : 0; }, [](const CategoryEncoding&) { return 0; },
            [](const DateEncoding& e) {
              int count = 0;
              for (const NumericEncoding& part : e.parts) count += part.indicator;
              return count;
            }},
      encoding);
}

int numbers_of(const ColumnEncoding& encoding) {
  return std::visit(Cases{[](const NumericEncoding&) { return 1; }, [](const CategoryEncoding&) { return 0; },
                          [](const DateEncoding& e) { return static_cast<int>(e.parts.size()); }},
                    encoding);
}

int levels_of(const ColumnEncoding& encoding) {
  const auto* category = std::get_if<CategoryEncoding>(&encoding);
  return category ? static_cast<int>(category->levels.size()) : 0;
}

/// Of ascending values, with linear interpolation between neighbours.
double quantile(const std::vector<double>& ascending, double q) {
  const double at = q * static_cast<double>(ascending.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, ascending.size() - 1);
  return ascending[below] + (at - static_cast<double>(below)) * (ascending[above] - ascending[below]);
}

/// How numbers (NaN is missing) become a feature; scale 0 when all that are there are equal, or none is there.
NumericEncoding fit_numeric(std::string name, const std::vector<double>& numbers) {
  NumericEncoding encoding;
  encoding.column = std::move(name);
  std::vector<double> present;
  for (const double number : numbers)
    if (!std::isnan(number)) present.push_back(number);
  encoding.indicator = present.size() < numbers.size();
  encoding.scale = 0;
  if (present.empty()) return encoding;
  std::sort(present.begin(), present.end());
  encoding.median = encoding.center = static_cast<float>(quantile(present, 0.5));
  const double quartiles = quantile(present, 0.75) - quantile(present, 0.25), range = present.back() - present.front();
  // A spread that is below float32's precision at this size can't be told from none.
  const double least = 1e-7 * std::max({std::abs(present.front()), std::abs(present.back()), 1e-30});
  if (quartiles > least)
    encoding.scale = static_cast<float>(1 / quartiles);
  else if (range > least)
    encoding.scale = static_cast<float>(2 / range);
  return encoding;
}

std::vector<double> chosen(const Numbers& numbers, const std::vector<std::int64_t>& rows) {
  std::vector<double> result;
  for (const std::int64_t row : rows) result.push_back(numbers[static_cast<std::size_t>(row)]);
  return result;
}

std::vector<double> parts_of(const std::vector<double>& days, std::string_view part) {
  std::vector<double> result;
  for (const double day : days) result.push_back(date_part(day, part));
  return result;
}

/// What an encoder learns from one column goes to its `columns`, or the reason why not to its `dropped`.
struct Fitting {
  Encoder& encoder;
  const Table& table;
  const Column& column;
  const std::vector<std::int64_t>& rows;

  void drop(const std::string& reason) { encoder.dropped.push_back(fmt::format("\"{}\": {}", column.name, reason)); }

  void drop_constant() {
    const std::string text = table.text(rows[0], column.name);
    drop(fmt::format("not used, all its values are {}", column.kind == ColumnKind::numeric ? text : shown(text)));
  }

  void fit() {
    if (std::all_of(rows.begin(), rows.end(), [&](std::int64_t row) { return column.missing(row); }))
      return drop("not used, all its values are missing");
    switch (column.kind) {
      case ColumnKind::numeric: return fit_number();
      case ColumnKind::categorical: return fit_category();
      case ColumnKind::date: return fit_date();
      case ColumnKind::text: return drop("not used, it holds free text");
    }
  }

  void fit_number() {
    NumericEncoding encoding = fit_numeric(column.name, chosen(column.numbers, rows));
    encoding.notation = column.notation;
    if (encoding.scale == 0 && !encoding.indicator) return drop_constant();
    encoder.columns.emplace_back(encoding);
  }

  void fit_category() {
    const Texts& texts = column.texts;
    std::vector<std::int64_t> by_level(texts.levels().size(), 0);
    for (const std::int64_t row : rows) ++by_level[texts.code(static_cast<std::size_t>(row))];
    std::map<std::string, std::int64_t, std::less<>> counts;  // spaces around a text don't count
    bool missing = false;
    for (std::size_t level = 0; level < by_level.size(); ++level) {
      if (by_level[level] == 0) continue;
      if (is_missing(texts.levels()[level]))
        missing = true;
      else
        counts[std::string(trim(texts.levels()[level]))] += by_level[level];
    }
    if (counts.size() == 1 && !missing) return drop_constant();
    std::vector<std::pair<std::string, std::int64_t>> levels(counts.begin(), counts.end());
    if (levels.size() > kMostLevels) {
      std::stable_sort(levels.begin(), levels.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
      std::int64_t present = 0, used = 0;
      for (std::size_t i = 0; i < levels.size(); ++i) {
        present += levels[i].second;
        if (i < kMostLevels) used += levels[i].second;
      }
      drop(fmt::format("of its {} levels, the {} most frequent are used, which are in {:.0f} % of the rows",
                       grouped(static_cast<std::int64_t>(levels.size())), kMostLevels,
                       std::floor(100.0 * static_cast<double>(used) / static_cast<double>(present))));
      levels.resize(kMostLevels);
      std::sort(levels.begin(), levels.end());
    }
    CategoryEncoding encoding{column.name, {}};
    for (auto& [level, count] : levels) encoding.levels.push_back(std::move(level));
    encoder.columns.emplace_back(std::move(encoding));
  }

  void fit_date() {
    const std::vector<double> days = chosen(column.numbers, rows);
    DateEncoding encoding{column.name, {}, column.notation};
    bool missing = false;
    for (const char* part : kDateParts) {
      NumericEncoding number = fit_numeric(fmt::format("{}.{}", column.name, part), parts_of(days, part));
      missing = number.indicator;
      number.indicator = false;  // the parts are missing together: one indicator says it
      if (number.scale != 0) encoding.parts.push_back(std::move(number));
    }
    if (encoding.parts.empty() && !missing) return drop_constant();
    if (encoding.parts.empty()) encoding.parts.push_back(fit_numeric(column.name + ".days", days));
    encoding.parts.front().indicator = missing;
    encoder.columns.emplace_back(std::move(encoding));
  }
};

/// The column's numbers or days, read from its texts when the table took it for another kind.
std::vector<double> numbers_as(ColumnKind kind, const Column& column, const Table& table,
                               std::vector<std::string>& notes) {
  if (column.kind == kind) return column.numbers.to_vector();
  const Column read = read_as(table, column, kind);
  note_unreadable(table, read, notes);
  return read.numbers.to_vector();
}

void note_unknown(const Table& table, const std::string& column,
                  const std::map<std::string, std::int64_t, std::less<>>& unknown, std::vector<std::string>& notes) {
  if (unknown.empty()) return;
  std::string list;
  std::size_t listed = 0;
  for (const auto& [level, count] : unknown) {
    if (listed == 3 && unknown.size() > 4) break;
    list += fmt::format("{}{} ({} row{})", listed++ == 0 ? "" : ", ", shown(level), count, count == 1 ? "" : "s");
  }
  if (listed < unknown.size()) list += fmt::format(" and {} more", unknown.size() - listed);
  notes.push_back(fmt::format("{}: \"{}\" holds what the model doesn't know, it counts as none of its levels: {}",
                              table.label(), column, list));
}

}  // namespace

const DerivedColumn* Encoder::find_derived(std::string_view name) const {
  for (const DerivedColumn& column : derived)
    if (column.text == name) return &column;
  return nullptr;
}

bool Encoder::encodes(std::string_view name) const {
  return std::any_of(columns.begin(), columns.end(),
                     [&](const ColumnEncoding& encoding) { return name_of(encoding) == name; });
}

std::vector<DerivedColumn::Input> Encoder::read_columns() const {
  std::vector<DerivedColumn::Input> read;
  const auto add = [&](const std::string& column, ColumnKind kind, Notation notation) {
    if (std::none_of(read.begin(), read.end(), [&](const auto& each) { return each.column == column; }))
      read.push_back({column, column, kind, notation});
  };
  for (const ColumnEncoding& encoding : columns) {
    if (find_derived(name_of(encoding))) continue;
    std::visit(Cases{[&](const NumericEncoding& e) { add(e.column, ColumnKind::numeric, e.notation); },
                     [&](const CategoryEncoding& e) { add(e.column, ColumnKind::categorical, Notation::plain); },
                     [&](const DateEncoding& e) { add(e.column, ColumnKind::date, e.notation); }},
               encoding);
  }
  for (const DerivedColumn& column : derived)
    for (const DerivedColumn::Input& input : column.inputs) add(input.column, input.kind, input.notation);
  return read;
}

int Encoder::numeric_features() const {
  int count = 0;
  for (const ColumnEncoding& encoding : columns) count += numbers_of(encoding);
  return count;
}

int Encoder::indicator_features() const {
  int count = 0;
  for (const ColumnEncoding& encoding : columns) count += indicators_of(encoding);
  return count;
}

int Encoder::features() const {
  int count = numeric_features() + indicator_features();
  for (const ColumnEncoding& encoding : columns) count += levels_of(encoding);
  return count;
}

std::vector<std::string> Encoder::feature_names() const {
  std::vector<std::string> numbers, indicators, levels;
  for (const ColumnEncoding& encoding : columns) {
    std::visit(Cases{[&](const NumericEncoding& e) {
                       numbers.push_back(e.column);
                       if (e.indicator) indicators.push_back(e.column + ".missing");
                     },
                     [&](const CategoryEncoding& e) {
                       for (const std::string& level : e.levels) levels.push_back(e.column + "=" + level);
                     },
                     [&](const DateEncoding& e) {
                       for (const NumericEncoding& part : e.parts) {
                         numbers.push_back(part.column);
                         if (part.indicator) indicators.push_back(e.column + ".missing");
                       }
                     }},
               encoding);
  }
  numbers.insert(numbers.end(), indicators.begin(), indicators.end());
  numbers.insert(numbers.end(), levels.begin(), levels.end());
  return numbers;
}

CsvOptions Encoder::csv_options() const {
  CsvOptions options;
  options.must_exist = false;  // encode says which column is lacking, and whether another is meant
  for (const DerivedColumn::Input& input : read_columns()) {
    options.kinds[input.column] = input.kind;
    if (input.kind != ColumnKind::categorical) options.notations[input.column] = input.notation;
  }
  return options;
}

float smooth_clip(float v) {
  v = std::clamp(v, -1e18f, 1e18f);
  const float third = v / 3.0f;
  return v / std::sqrt(1.0f + third * third);
}

Encoder fit_encoder(const Table& inputs, const std::vector<std::int64_t>& rows) {
  if (rows.empty()) fail("{} has no rows to learn from", inputs.label());
  Encoder encoder;
  for (const Column& column : inputs.columns()) Fitting{encoder, inputs, column, rows}.fit();
  if (encoder.columns.empty())
    fail("{} has no column that a model can learn from{}{}", inputs.label(), encoder.dropped.empty() ? "" : "; ",
         fmt::join(encoder.dropped, "; "));
  return encoder;
}

void check_columns(const Encoder& encoder, const Table& table) {
  std::vector<std::string> read, lacking, free;
  for (const DerivedColumn::Input& input : encoder.read_columns()) read.push_back(input.column);
  for (const std::string& name : read)
    if (!table.has(name)) lacking.push_back(name);
  if (lacking.empty()) return;
  if (lacking.size() > 1) fail("{} lacks the columns {}, which the model needs", table.label(), quoted_list(lacking));
  for (const std::string& name :
       table.names())  // a column that the model uses can't be the lacking one under another name
    if (std::find(read.begin(), read.end(), name) == read.end()) free.push_back(name);
  fail("{} lacks the column \"{}\", which the model needs{}", table.label(), lacking[0],
       did_you_mean(lacking[0], free));
}

std::vector<float> encode(const Encoder& encoder, const Table& table, std::vector<std::string>& notes) {
  check_columns(encoder, table);
  const auto rows = static_cast<std::size_t>(table.rows()), width = static_cast<std::size_t>(encoder.features());
  std::vector<float> features(rows * width, 0.0f);
  std::size_t number = 0, indicator = static_cast<std::size_t>(encoder.numeric_features());
  std::size_t level = indicator + static_cast<std::size_t>(encoder.indicator_features());

  const auto put_numbers = [&](const NumericEncoding& e, const std::vector<double>& numbers) {
    for (std::size_t row = 0; row < rows; ++row) {
      const bool missing = std::isnan(numbers[row]);
      const float x = missing ? e.median : static_cast<float>(numbers[row]);
      const float scaled = (x - e.center) * e.scale;
      features[row * width + number] = e.clip ? smooth_clip(scaled) : scaled;
      if (e.indicator) features[row * width + indicator] = missing ? 1.0f : 0.0f;
    }
    ++number;
    indicator += e.indicator;
  };
  const auto put_levels = [&](const CategoryEncoding& e, const Column& column) {
    std::unordered_map<std::string_view, std::size_t> index;
    for (const std::string& name : e.levels) index.emplace(name, level++);
    const Texts texts = read_as(table, column, ColumnKind::categorical).texts;
    constexpr std::size_t none = static_cast<std::size_t>(-1), unseen = none - 1;
    std::vector<std::size_t> feature(texts.levels().size(), none);  // of each of the column's levels
    for (std::size_t l = 0; l < feature.size(); ++l) {
      if (is_missing(texts.levels()[l])) continue;
      const auto found = index.find(trim(texts.levels()[l]));
      feature[l] = found == index.end() ? unseen : found->second;
    }
    std::map<std::string, std::int64_t, std::less<>> unknown;
    for (std::size_t row = 0; row < rows; ++row) {
      const std::size_t at = feature[texts.code(row)];
      if (at == unseen)
        ++unknown[std::string(trim(texts[row]))];
      else if (at != none)
        features[row * width + at] = 1.0f;
    }
    note_unknown(table, e.column, unknown, notes);
  };

  for (const ColumnEncoding& encoding : encoder.columns) {
    const Column& column = table.column(name_of(encoding));
    std::visit(
        Cases{[&](const NumericEncoding& e) { put_numbers(e, numbers_as(ColumnKind::numeric, column, table, notes)); },
              [&](const CategoryEncoding& e) { put_levels(e, column); },
              [&](const DateEncoding& e) {
                const std::vector<double> days = numbers_as(ColumnKind::date, column, table, notes);
                for (const NumericEncoding& part : e.parts)
                  put_numbers(part, parts_of(days, std::string_view(part.column).substr(e.column.size() + 1)));
              }},
        encoding);
  }
  return features;
}

double date_part(double days, std::string_view part) {
  if (std::isnan(days)) return std::numeric_limits<double>::quiet_NaN();
  const std::chrono::sys_days day{std::chrono::days(static_cast<std::int64_t>(std::floor(days)))};
  const std::chrono::year_month_day date(day);
  if (part == "year") return static_cast<int>(date.year());
  if (part == "month") return static_cast<unsigned>(date.month());
  if (part == "day") return static_cast<unsigned>(date.day());
  if (part == "weekday") return std::chrono::weekday(day).iso_encoding() - 1;
  if (part == "days") return days;
  fail("a date has no part \"{}\"; it has year, month, day, weekday and days", part);
}

float TargetScaling::apply(float value) const {
  return ((logarithm ? static_cast<float>(elementary::log(value)) : value) - mean) / deviation;
}

float TargetScaling::invert(float scaled) const {
  const float value = scaled * deviation + mean;
  return logarithm ? static_cast<float>(elementary::exp(value)) : value;
}

TargetScaling fit_target_scaling(const std::vector<float>& values, bool logarithm) {
  TargetScaling scaling{logarithm, 0, 1};
  if (values.empty()) return scaling;
  double sum = 0, squares = 0;
  for (const float value : values) {
    if (logarithm && !(value > 0)) fail("the logarithm of a target needs values above 0, but one is {}", value);
    sum += logarithm ? elementary::log(value) : value;
  }
  const double mean = sum / static_cast<double>(values.size());
  for (const float value : values) {
    const double distance = (logarithm ? elementary::log(value) : value) - mean;
    squares += distance * distance;
  }
  const double deviation = std::sqrt(squares / static_cast<double>(values.size()));
  scaling.mean = static_cast<float>(mean);
  if (deviation > 0) scaling.deviation = static_cast<float>(deviation);
  return scaling;
}

}  // namespace ansatz
