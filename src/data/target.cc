#include "data/target.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <unordered_map>

#include "base/fail.h"
#include "base/nearest.h"
#include "data/values.h"

namespace ansatz {
namespace {

const std::string& text_of(const Column& column, std::int64_t row) {
  return column.text[static_cast<std::size_t>(row)];
}

/// The rows where the target is there; the others are noted.
std::vector<std::int64_t> present_rows(const Table& table, const Column& column, std::vector<std::string>& notes) {
  std::vector<std::int64_t> rows;
  for (std::int64_t row = 0; row < table.rows(); ++row)
    if (!is_missing(text_of(column, row))) rows.push_back(row);
  const std::int64_t missing = table.rows() - static_cast<std::int64_t>(rows.size());
  if (rows.empty()) fail("{}: the target \"{}\" has no values", table.label(), column.name);
  if (missing == 1) notes.push_back(fmt::format("{}: 1 row has no \"{}\" and is left out", table.label(), column.name));
  if (missing > 1)
    notes.push_back(fmt::format("{}: {} rows have no \"{}\" and are left out", table.label(), missing, column.name));
  return rows;
}

std::vector<double> numbers_of(const Table& table, const Column& column, const std::vector<std::int64_t>& rows) {
  std::vector<double> numbers;
  for (const std::int64_t row : rows) {
    const double number = parse_number(text_of(column, row));
    if (std::isnan(number))
      fail("{}: the target \"{}\" holds {}, which is no number; correct it or remove the row",
           table.where(row, column.name), column.name, shown(text_of(column, row)));
    numbers.push_back(number);
  }
  return numbers;
}

/// Different texts, ascending: as numbers when all are numbers.
std::vector<std::string> classes_of(const Column& column, const std::vector<std::int64_t>& rows, bool numeric) {
  std::set<std::string, std::less<>> different;
  for (const std::int64_t row : rows) different.emplace(trim(text_of(column, row)));
  std::vector<std::string> classes(different.begin(), different.end());
  if (numeric)
    std::stable_sort(classes.begin(), classes.end(),
                     [](const std::string& a, const std::string& b) { return parse_number(a) < parse_number(b); });
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

void set_codes(const Table& table, const Column& column, Target& target) {
  std::unordered_map<std::string_view, std::int32_t> index;
  for (const std::string& name : target.classes) index.emplace(name, static_cast<std::int32_t>(index.size()));
  for (const std::int64_t row : target.rows) {
    const auto found = index.find(trim(text_of(column, row)));
    if (found == index.end())
      fail("{}: \"{}\" holds {}, which is none of the model's classes: {}", table.where(row, column.name), column.name,
           shown(text_of(column, row)), quoted_list(target.classes));
    target.codes.push_back(found->second);
  }
}

}  // namespace

std::string_view task_name(Task task) { return task == Task::regression ? "regression" : "classification"; }

Target find_target(const Table& table, const std::string& name, std::optional<Task> task) {
  const Column& column = table.column(name);
  Target target;
  target.name = name;
  target.rows = present_rows(table, column, target.notes);

  std::size_t numbers = 0;
  bool integers = true;
  std::set<double> different;
  for (const std::int64_t row : target.rows) {
    const double number = parse_number(text_of(column, row));
    if (std::isnan(number)) continue;
    ++numbers;
    integers = integers && number == std::floor(number);
    if (different.size() <= 20) different.insert(number);
  }
  const bool mostly_numbers = 2 * numbers >= target.rows.size();
  const bool numeric = numbers == target.rows.size();
  std::vector<double> values;
  if (mostly_numbers && task != Task::classification) values = numbers_of(table, column, target.rows);
  if (!mostly_numbers && task == Task::regression)
    fail("the target \"{}\" holds text such as {}; a regression needs numbers", name,
         shown(text_of(column, target.rows[0])));
  target.task =
      task.value_or(numeric && (!integers || different.size() > 20) ? Task::regression : Task::classification);

  if (target.task == Task::regression) {
    if (different.size() == 1)
      fail("all values of the target \"{}\" are {}; there is nothing to learn", name, text_of(column, target.rows[0]));
    target.values.assign(values.begin(), values.end());
    check_precision(table, name, values, target.notes);
    return target;
  }
  if (!task && column.kind == ColumnKind::date)
    fail("the target \"{}\" holds dates; predict a number or a class", name);
  target.classes = classes_of(column, target.rows, numeric);
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
  target.name = name;
  target.task = task;
  target.rows = present_rows(table, column, target.notes);
  if (task == Task::regression) {
    const std::vector<double> values = numbers_of(table, column, target.rows);
    target.values.assign(values.begin(), values.end());
  } else {
    target.classes = classes;
    set_codes(table, column, target);
  }
  return target;
}

}  // namespace ansatz
