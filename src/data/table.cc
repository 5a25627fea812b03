#include "ansatz/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <unordered_set>

#include "base/fail.h"
#include "base/nearest.h"
#include "data/records.h"
#include "data/values.h"

namespace ansatz {
Table::Table(std::vector<Column> columns, std::filesystem::path path, std::shared_ptr<const Records> records,
             std::vector<std::int64_t> chosen)
    : columns_(std::move(columns)), path_(std::move(path)), records_(std::move(records)) {
  if (!chosen.empty()) chosen_ = std::make_shared<const std::vector<std::int64_t>>(std::move(chosen));
  sampled_ = chosen_ != nullptr;
  std::unordered_set<std::string_view> names;
  for (const Column& column : columns_) {
    if (column.name.empty()) fail("a table's column has no name");
    if (!names.insert(column.name).second) fail("two columns are named \"{}\"", column.name);
    if (column.rows() != rows())
      fail("the columns \"{}\" and \"{}\" have {} and {} rows", columns_[0].name, column.name, rows(), column.rows());
    const bool has_numbers = column.kind == ColumnKind::numeric || column.kind == ColumnKind::date;
    if ((has_numbers ? column.texts.size() : column.numbers.size()) != 0)
      fail("the {} column \"{}\" holds {}", kind_name(column.kind), column.name, has_numbers ? "texts" : "numbers");
  }
}

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
  result.records_ = records_;
  std::vector<std::int64_t> chosen;
  for (const std::int64_t row : rows) chosen.push_back(record_of(row));
  result.chosen_ = std::make_shared<const std::vector<std::int64_t>>(std::move(chosen));
  for (const Column& column : columns_) {
    Column selected = column;
    selected.numbers = column.numbers.select(rows);
    selected.texts = column.texts.select(rows);
    selected.unreadable.clear();
    const auto unreadable = [&](std::int64_t row) {
      return std::binary_search(column.unreadable.begin(), column.unreadable.end(), row);
    };
    if (!column.unreadable.empty())
      for (std::size_t i = 0; i < rows.size(); ++i)
        if (unreadable(rows[i])) selected.unreadable.push_back(static_cast<std::int64_t>(i));
    result.columns_.push_back(std::move(selected));
  }
  return result;
}

Table Table::without(std::string_view name) const {
  column(name);
  Table result = *this;
  std::erase_if(result.columns_, [&](const Column& column) { return column.name == name; });
  return result;
}

Table Table::with(Column column) const {
  std::vector<Column> columns = columns_;
  columns.push_back(std::move(column));
  Table result(std::move(columns), path_, records_);
  result.chosen_ = chosen_;
  result.sampled_ = sampled_;
  result.notes = notes;
  return result;
}

Dataset Table::target(std::string name) const {
  static_cast<void>(column(name));
  return {*this, std::move(name)};
}

Dataset Table::targets(std::vector<std::string> names) const {
  if (names.empty()) fail("{}: no target is named", label());
  for (std::size_t i = 0; i < names.size(); ++i) {
    static_cast<void>(column(names[i]));
    if (std::find(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(i), names[i]) !=
        names.begin() + static_cast<std::ptrdiff_t>(i))
      fail("the target \"{}\" is named twice", names[i]);
  }
  Dataset result{*this, names.front()};
  result.further_targets.assign(names.begin() + 1, names.end());
  return result;
}

std::vector<std::string> Dataset::targets() const {
  std::vector<std::string> names = {target};
  names.insert(names.end(), further_targets.begin(), further_targets.end());
  return names;
}

Table Dataset::inputs() const {
  Table result = table;
  for (const std::string& name : targets()) result = result.without(name);
  return result;
}

std::string Table::label() const { return path_.empty() ? "the table" : path_.string(); }

std::int64_t Table::file_rows() const { return records_ ? records_->count : rows(); }

std::int64_t Table::line_of(std::int64_t row) const {
  if (!records_) return record_of(row) + 1;
  RecordReader reader(*records_);
  reader.read(record_of(row));
  return reader.line();
}

std::string Table::where(std::int64_t row, std::string_view name) const {
  const Column& place = column(name);
  if (path_.empty()) return fmt::format("row {}", line_of(row));
  if (!records_ || place.field < 0) return fmt::format("{}:{}", label(), line_of(row));
  RecordReader reader(*records_);
  const std::uint32_t position = reader.read(record_of(row))[static_cast<std::size_t>(place.field)].position;
  return fmt::format("{}:{}:{}", label(), reader.line(), position);
}

std::string Table::text(std::int64_t row, std::string_view name) const {
  const Column& place = column(name);
  if (!place.texts.empty()) return std::string(place.texts[static_cast<std::size_t>(row)]);
  if (!records_ || place.field < 0) return text_of(place, row);
  RecordReader reader(*records_);
  return reader.read(record_of(row))[static_cast<std::size_t>(place.field)].text;
}

std::vector<std::string> Table::texts(std::string_view name) const {
  const Column& place = column(name);
  if (!place.texts.empty()) return place.texts.to_vector();
  std::vector<std::string> result;
  std::optional<RecordReader> reader;
  if (records_ && place.field >= 0) reader.emplace(*records_);
  for (std::int64_t row = 0; row < rows(); ++row)
    result.push_back(reader ? reader->read(record_of(row))[static_cast<std::size_t>(place.field)].text
                            : text_of(place, row));
  return result;
}

}  // namespace ansatz
