#include "ansatz/table.h"

#include <fmt/format.h>

#include <unordered_set>

#include "base/fail.h"
#include "base/nearest.h"
#include "data/values.h"

namespace ansatz {
namespace {

template <class Value>
std::vector<Value> selected(const std::vector<Value>& values, const std::vector<std::int64_t>& rows) {
  std::vector<Value> result;
  if (values.empty()) return result;
  result.reserve(rows.size());
  for (const std::int64_t row : rows) result.push_back(values[static_cast<std::size_t>(row)]);
  return result;
}

}  // namespace

std::string_view kind_name(ColumnKind kind) {
  switch (kind) {
    case ColumnKind::numeric: return "numeric";
    case ColumnKind::categorical: return "categorical";
    case ColumnKind::date: return "date";
    case ColumnKind::text: return "text";
  }
  return "unknown";
}

Column numeric_column(std::string name, std::vector<double> numbers) {
  Column column;
  column.name = std::move(name);
  column.kind = ColumnKind::numeric;
  column.text.reserve(numbers.size());
  for (const double number : numbers) column.text.push_back(number_text(number));
  column.numbers = std::move(numbers);
  return column;
}

Column float_column(std::string name, const std::vector<float>& numbers) {
  Column column;
  column.name = std::move(name);
  column.kind = ColumnKind::numeric;
  column.text.reserve(numbers.size());
  for (const float number : numbers) column.text.push_back(float_text(number));
  column.numbers.assign(numbers.begin(), numbers.end());
  return column;
}

Column categorical_column(std::string name, std::vector<std::string> text) {
  Column column;
  column.name = std::move(name);
  column.text = std::move(text);
  return column;
}

Table::Table(std::vector<Column> columns, std::filesystem::path path, std::vector<std::int64_t> lines)
    : columns_(std::move(columns)), path_(std::move(path)), lines_(std::move(lines)) {
  std::unordered_set<std::string_view> names;
  for (const Column& column : columns_) {
    if (column.name.empty()) fail("a table's column has no name");
    if (!names.insert(column.name).second) fail("two columns are named \"{}\"", column.name);
    if (column.text.size() != columns_[0].text.size())
      fail("the columns \"{}\" and \"{}\" have {} and {} rows", columns_[0].name, column.name, columns_[0].text.size(),
           column.text.size());
    const bool has_numbers = column.kind == ColumnKind::numeric || column.kind == ColumnKind::date;
    if (column.numbers.size() != (has_numbers ? column.text.size() : 0))
      fail("the {} column \"{}\" has {} rows but {} numbers", kind_name(column.kind), column.name, column.text.size(),
           column.numbers.size());
  }
}

std::int64_t Table::rows() const { return columns_.empty() ? 0 : static_cast<std::int64_t>(columns_[0].text.size()); }

std::vector<std::string> Table::names() const {
  std::vector<std::string> result;
  for (const Column& column : columns_) result.push_back(column.name);
  return result;
}

bool Table::has(std::string_view name) const {
  for (const Column& column : columns_)
    if (column.name == name) return true;
  return false;
}

const Column& Table::column(std::string_view name) const {
  for (const Column& column : columns_)
    if (column.name == name) return column;
  fail("unknown column \"{}\"{}", name, did_you_mean(name, names()));
}

Table Table::select(const std::vector<std::int64_t>& rows) const {
  for (const std::int64_t row : rows)
    if (row < 0 || row >= this->rows()) fail("row {} is outside of a table with {} rows", row, this->rows());
  Table result;
  result.path_ = path_;
  for (const std::int64_t row : rows) result.lines_.push_back(line_of(row));
  for (const Column& column : columns_)
    result.columns_.push_back({column.name, column.kind, selected(column.text, rows), selected(column.numbers, rows),
                               selected(column.position, rows)});
  return result;
}

Table Table::without(std::string_view name) const {
  column(name);
  std::vector<Column> kept;
  for (const Column& column : columns_)
    if (column.name != name) kept.push_back(column);
  Table result(std::move(kept), path_, lines_);
  result.notes = notes;
  return result;
}

Table Table::with(Column column) const {
  std::vector<Column> columns = columns_;
  columns.push_back(std::move(column));
  Table result(std::move(columns), path_, lines_);
  result.notes = notes;
  return result;
}

Dataset Table::target(std::string name) const {
  static_cast<void>(column(name));
  return {*this, std::move(name)};
}

std::string Table::label() const { return path_.empty() ? "the table" : path_.string(); }

std::int64_t Table::line_of(std::int64_t row) const {
  return lines_.empty() ? row + 1 : lines_[static_cast<std::size_t>(row)];
}

std::string Table::where(std::int64_t row, std::string_view name) const {
  const Column& place = column(name);
  if (path_.empty()) return fmt::format("row {}", line_of(row));
  if (place.position.empty()) return fmt::format("{}:{}", label(), line_of(row));
  return fmt::format("{}:{}:{}", label(), line_of(row), place.position[static_cast<std::size_t>(row)]);
}

}  // namespace ansatz
