#include "data/target.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <unordered_map>

#include "base/fail.h"
#include "base/nearest.h"
#include "data/kinds.h"
#include "data/values.h"

namespace ansatz {
namespace {

constexpr std::size_t kMostClasses = 20;  // of whole numbers

/// The rows where the target is there; the others are noted.
std::vector<std::int64_t> present_rows(const Table& table, const Column& column, std::vector<std::string>& notes) {
  std::vector<std::int64_t> rows;
  std::vector<bool> missing(column.texts.levels().size());
  for (std::size_t level = 0; level < missing.size(); ++level)
    missing[level] = is_missing(column.texts.levels()[level]);
  auto unreadable = column.unreadable.begin();
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    const auto at = static_cast<std::size_t>(row);
    const bool odd = unreadable != column.unreadable.end() && *unreadable == row;
    if (odd) ++unreadable;
    if (odd || !(column.texts.empty() ? std::isnan(column.numbers[at]) : missing[column.texts.code(at)]))
      rows.push_back(row);
  }
  const std::int64_t absent = table.rows() - static_cast<std::int64_t>(rows.size());
  if (rows.empty()) fail("{}: the target \"{}\" has no values", table.label(), column.name);
  if (absent == 1) notes.push_back(fmt::format("{}: 1 row has no \"{}\" and is left out", table.label(), column.name));
  if (absent > 1)
    notes.push_back(fmt::format("{}: {} rows have no \"{}\" and are left out", table.label(), absent, column.name));
  return rows;
}

/// The number of each row of the table, NaN where there is none.
std::vector<double> numbers_of(const Column& column) {
  if (column.kind == ColumnKind::numeric) return column.numbers.to_vector();
  if (column.texts.empty()) return std::vector<double>(column.numbers.size(), std::numeric_limits<double>::quiet_NaN());
  const KindFound found = find_kind(column.texts.levels(), level_counts(column.texts), {.kind = ColumnKind::numeric});
  return column_as(column, column.texts, ColumnKind::numeric, found.notation).numbers.to_vector();
}

/// Throws when a row's number isn't there.
void check_numbers(const Table& table, const Column& column, const std::vector<std::int64_t>& rows,
                   const std::vector<double>& numbers) {
  for (const std::int64_t row : rows)
    if (std::isnan(numbers[static_cast<std::size_t>(row)]))
      fail("{}: the target \"{}\" holds {}, which is no number; correct it or remove the row",
           table.where(row, column.name), column.name, shown(table.text(row, column.name)));
}

std::vector<double> chosen(const std::vector<double>& numbers, const std::vector<std::int64_t>& rows) {
  std::vector<double> result;
  result.reserve(rows.size());
  for (const std::int64_t row : rows) result.push_back(numbers[static_cast<std::size_t>(row)]);
  return result;
}

/// Different texts, ascending in byte order.
std::vector<std::string> classes_of(const Texts& texts, const std::vector<std::int64_t>& rows) {
  std::vector<bool> there(texts.levels().size(), false);
  for (const std::int64_t row : rows) there[texts.code(static_cast<std::size_t>(row))] = true;
  std::set<std::string, std::less<>> different;
  for (std::size_t level = 0; level < there.size(); ++level)
    if (there[level]) different.emplace(trim(texts.levels()[level]));
  return {different.begin(), different.end()};
}

/// The texts of different numbers, ascending, as the first row writes each.
std::vector<std::string> classes_of(const Table& table, const Column& column, const std::vector<std::int64_t>& rows,
                                    const std::vector<double>& numbers) {
  std::map<double, std::int64_t> first_rows;
  for (const std::int64_t row : rows) first_rows.emplace(numbers[static_cast<std::size_t>(row)], row);
  std::vector<std::string> classes;
  for (const auto& [number, row] : first_rows) classes.emplace_back(trim(table.text(row, column.name)));
  return classes;
}

/// Predictions are float32 numbers: says, or throws, when these are too coarse for values that differ by so little.
void check_precision(const Table& table, const std::string& name, const std::vector<double>& values,
                     std::vector<std::string>& notes) {
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  const float largest = static_cast<float>(std::max(std::abs(*low), std::abs(*high)));
  const double step = std::nextafter(largest, std::numeric_limits<float>::infinity()) - double{largest};
  if (static_cast<float>(*low) == static_cast<float>(*high))
    fail(
        "the values of the target \"{}\", {} to {}, are equal in float32, which predictions have; subtract a constant "
        "from them",
        name, *low, *high);
  if (step > 0.001 * (*high - *low))
    notes.push_back(
        fmt::format("{}: the target \"{}\" is predicted in steps of {}, float32's at this size; subtract a "
                    "constant from it for finer ones",
                    table.label(), name, step));
}

/// The class of each row. Numbers are the same class however they are written: 1, 1.0.
void set_codes(const Table& table, const Column& column, Target& target) {
  std::unordered_map<std::string_view, std::int32_t> by_text;
  std::unordered_map<double, std::int32_t> by_number;
  for (const std::string& name : target.classes) {
    const auto code = static_cast<std::int32_t>(by_text.size());
    by_text.emplace(name, code);
    if (const double number = parse_value(name, column.notation); !std::isnan(number)) by_number.emplace(number, code);
  }
  const bool numeric =
      column.kind == ColumnKind::numeric && column.unreadable.empty() && by_number.size() == target.classes.size();
  const Texts texts = numeric || !column.texts.empty() ? column.texts : Texts(table.texts(column.name));
  std::vector<std::int32_t> by_level;
  for (std::size_t level = 0; level < texts.levels().size(); ++level) {
    const auto found = by_text.find(trim(texts.levels()[level]));
    by_level.push_back(found == by_text.end() ? -1 : found->second);
  }
  for (const std::int64_t row : target.rows) {
    const auto at = static_cast<std::size_t>(row);
    std::int32_t code = -1;
    if (!numeric)
      code = by_level[texts.code(at)];
    else if (const auto found = by_number.find(column.numbers[at]); found != by_number.end())
      code = found->second;
    if (code < 0)
      fail("{}: \"{}\" holds {}, which is none of the model's classes: {}", table.where(row, column.name), column.name,
           shown(table.text(row, column.name)), quoted_list(target.classes));
    target.codes.push_back(code);
  }
}

/// Targets of the same table side by side, in the rows that have all of them.
Target beside(const Table& table, std::vector<Target> each) {
  Target result = std::move(each[0]);
  for (std::size_t i = 1; i < each.size(); ++i) {
    const std::vector<std::int64_t> before = std::move(result.rows);
    const std::vector<float> values = std::move(result.values);
    const auto width = static_cast<std::ptrdiff_t>(result.names.size());
    result.rows.clear();
    result.values.clear();
    auto other = each[i].rows.begin();
    for (std::size_t at = 0; at < before.size(); ++at) {
      other = std::lower_bound(other, each[i].rows.end(), before[at]);
      if (other == each[i].rows.end() || *other != before[at]) continue;
      const auto first = values.begin() + static_cast<std::ptrdiff_t>(at) * width;
      result.rows.push_back(before[at]);
      result.values.insert(result.values.end(), first, first + width);
      result.values.push_back(each[i].values[static_cast<std::size_t>(other - each[i].rows.begin())]);
    }
    result.names.push_back(each[i].names[0]);
    result.notes.insert(result.notes.end(), each[i].notes.begin(), each[i].notes.end());
  }
  if (result.rows.empty()) fail("{}: no row has all of the targets {}", table.label(), quoted_list(result.names));
  return result;
}

/// Several targets have one loss: the sum of those of numbers.
void check_all_numbers(const std::vector<Target>& each) {
  for (const Target& target : each) {
    if (target.task == Task::regression) continue;
    const auto number =
        std::find_if(each.begin(), each.end(), [](const Target& other) { return other.task == Task::regression; });
    const bool numbers = std::none_of(target.classes.begin(), target.classes.end(),
                                      [](const std::string& name) { return std::isnan(parse_number(name)); });
    const std::string what = fmt::format("\"{}\" holds {}{} classes", target.names[0], target.classes.size(),
                                         numbers ? " different numbers, taken as" : "");
    if (number == each.end())
      fail("several targets must be numbers, but {}; {}", what,
           numbers ? "make the task a regression" : "fit each alone");
    fail("the targets are of two kinds: \"{}\" holds numbers, {}; {}", number->names[0], what,
         numbers ? "make the task a regression" : "fit them apart");
  }
}

}  // namespace

std::vector<float> Target::values_of(std::int64_t output, std::int64_t count) const {
  std::vector<float> result;
  for (std::int64_t row = 0; row < count; ++row)
    result.push_back(values[static_cast<std::size_t>(row * outputs() + output)]);
  return result;
}

std::string Target::label() const { return fmt::format("{}", fmt::join(names, ", ")); }

std::string_view task_name(Task task) { return task == Task::regression ? "regression" : "classification"; }

Target find_target(const Table& table, const std::string& name, std::optional<Task> task) {
  const Column& column = table.column(name);
  Target target;
  target.names = {name};
  target.rows = present_rows(table, column, target.notes);

  const std::vector<double> numbers = numbers_of(column);
  std::size_t count = 0;
  bool integers = true;
  std::set<double> different;
  for (const std::int64_t row : target.rows) {
    const double number = numbers[static_cast<std::size_t>(row)];
    if (std::isnan(number)) continue;
    ++count;
    integers = integers && number == std::floor(number);
    if (different.size() <= kMostClasses) different.insert(number);
  }
  const bool mostly_numbers = 2 * count >= target.rows.size();
  const bool numeric = count == target.rows.size();
  const auto first_text = [&] { return table.text(target.rows[0], name); };
  if (mostly_numbers && task != Task::classification) check_numbers(table, column, target.rows, numbers);
  if (!mostly_numbers && task == Task::regression)
    fail("the target \"{}\" holds text such as {}; a regression needs numbers", name, shown(first_text()));
  // Classes come more than once.
  const bool measured = !integers || different.size() > kMostClasses || different.size() == target.rows.size();
  target.task = task.value_or(numeric && measured ? Task::regression : Task::classification);

  if (target.task == Task::regression) {
    if (different.size() == 1)
      fail("all values of the target \"{}\" are {}; there is nothing to learn", name, first_text());
    const std::vector<double> values = chosen(numbers, target.rows);
    target.values.assign(values.begin(), values.end());
    check_precision(table, name, values, target.notes);
    return target;
  }
  if (!task && column.kind == ColumnKind::date)
    fail("the target \"{}\" holds dates; predict a number or a class", name);
  if (numeric)
    target.classes = classes_of(table, column, target.rows, numbers);
  else
    target.classes = classes_of(column.texts.empty() ? Texts(table.texts(name)) : column.texts, target.rows);
  if (target.classes.size() == 1)
    fail("all values of the target \"{}\" are {}; there is nothing to learn", name, target.classes[0]);
  if (!task && column.kind == ColumnKind::text)
    fail("the target \"{}\" holds free text ({} different texts in {} rows); predict a number or a class", name,
         target.classes.size(), target.rows.size());
  set_codes(table, column, target);
  return target;
}

Target read_target(const Table& table, const std::string& name, Task task, const std::vector<std::string>& classes) {
  const Column& column = table.column(name);
  Target target;
  target.names = {name};
  target.task = task;
  target.rows = present_rows(table, column, target.notes);
  if (task == Task::regression) {
    const std::vector<double> numbers = numbers_of(column);
    check_numbers(table, column, target.rows, numbers);
    const std::vector<double> values = chosen(numbers, target.rows);
    target.values.assign(values.begin(), values.end());
  } else {
    target.classes = classes;
    set_codes(table, column, target);
  }
  return target;
}

Target find_targets(const Table& table, const std::vector<std::string>& names, std::optional<Task> task) {
  if (names.size() == 1) return find_target(table, names[0], task);
  std::vector<Target> each;
  for (const std::string& name : names) each.push_back(find_target(table, name, task));
  check_all_numbers(each);
  return beside(table, std::move(each));
}

Target read_targets(const Table& table, const std::vector<std::string>& names, Task task,
                    const std::vector<std::string>& classes) {
  if (names.size() == 1) return read_target(table, names[0], task, classes);
  std::vector<Target> each;
  for (const std::string& name : names) each.push_back(read_target(table, name, task, classes));
  return beside(table, std::move(each));
}

}  // namespace ansatz
