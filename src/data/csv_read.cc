#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "ansatz/table.h"
#include "base/fail.h"
#include "base/files.h"
#include "data/kinds.h"
#include "base/nearest.h"
#include "data/utf8.h"
#include "data/values.h"

namespace ansatz {
namespace {

struct Field {
  std::string text;
  std::uint32_t position = 1;  // of its first character in its line, from 1
};

/// Reads records one after another and knows the lines that they are on.
class Reader {
 public:
  Reader(std::string_view content, std::string label) : rest_(content), label_(std::move(label)) {}

  bool at_end() const { return rest_.empty(); }
  std::int64_t line() const { return line_; }
  bool at_blank_line() const { return !rest_.empty() && (rest_[0] == '\n' || rest_[0] == '\r'); }
  void skip_line() { end_line(); }

  /// The separator that the first line has most of, outside of quotes; a comma when it has none.
  char find_separator() const {
    std::int64_t commas = 0, semicolons = 0, tabs = 0;
    bool quoted = false;
    for (const char c : rest_) {
      if (c == '"') quoted = !quoted;
      if (quoted) continue;
      if (c == '\n' || c == '\r') break;
      commas += c == ',', semicolons += c == ';', tabs += c == '\t';
    }
    if (tabs > commas && tabs >= semicolons) return '\t';
    return semicolons > commas ? ';' : ',';
  }

  /// The fields of the next record, which may span lines where quotes hold line ends. Reuses `fields`.
  void read_record(char separator, std::vector<Field>& fields) {
    std::size_t count = 0;
    position_ = 1;
    while (true) {
      if (count == fields.size()) fields.emplace_back();
      Field& field = fields[count++];
      field.text.clear();
      field.position = position_;
      read_field(separator, field.text);
      if (rest_.empty()) break;
      if (rest_[0] != separator) {
        end_line();
        break;
      }
      take(1);
    }
    fields.resize(count);
  }

 private:
  /// Up to a separator or a line end, which stays.
  void read_field(char separator, std::string& text) {
    if (!rest_.empty() && rest_[0] == '"') {
      const std::int64_t opened = line_;
      take(1);
      while (true) {
        const std::size_t quote = rest_.find('"');
        if (quote == std::string_view::npos) fail("{}:{}: a quote is opened but never closed", label_, opened);
        const bool doubled = quote + 1 < rest_.size() && rest_[quote + 1] == '"';
        text += rest_.substr(0, quote + doubled);
        take(quote + 1 + doubled);
        if (!doubled) break;
      }
    }
    std::size_t length = 0;  // a quote inside of an unquoted field is a character like others: 5" pipe
    while (length < rest_.size() && rest_[length] != separator && rest_[length] != '\n' && rest_[length] != '\r')
      ++length;
    text += rest_.substr(0, length);
    take(length);
  }

  /// Consumes characters, counting lines and positions.
  void take(std::size_t length) {
    for (const char c : rest_.substr(0, length)) {
      if (c == '\n')
        ++line_, position_ = 1;
      else
        position_ += (c & 0xC0) != 0x80;  // bytes that continue a UTF-8 character don't count
    }
    rest_.remove_prefix(length);
  }

  void end_line() {
    rest_.remove_prefix(rest_.substr(0, 2) == "\r\n" ? 2 : 1);
    ++line_;
  }

  std::string_view rest_;
  std::string label_;
  std::int64_t line_ = 1;
  std::uint32_t position_ = 1;
};

/// Throws unless the bytes are text in UTF-8.
void check_text(std::string_view content, const std::string& label) {
  const std::string_view start = content.substr(0, 2);
  if (start == "\xFF\xFE" || start == "\xFE\xFF") fail("{} is text in UTF-16; save it as UTF-8", label);
  if (content.find('\0') != std::string_view::npos) fail("{} is a binary file, not a CSV table", label);
  if (const std::size_t at = invalid_utf8(content); at != content.size()) {
    const std::int64_t line = 1 + std::count(content.begin(), content.begin() + static_cast<std::ptrdiff_t>(at), '\n');
    fail("{}:{}: byte 0x{:02X} is no UTF-8 text; save the file as UTF-8", label, line,
         static_cast<unsigned char>(content[at]));
  }
}

/// Columns with names and nothing else yet.
std::vector<Column> named_columns(const std::vector<Field>& header, const std::string& label, std::int64_t line) {
  std::vector<Column> columns(header.size());
  std::unordered_map<std::string_view, std::size_t> seen;
  for (std::size_t i = 0; i < header.size(); ++i) {
    columns[i].name = trim(header[i].text);
    if (columns[i].name.empty())
      fail("{}:{}: column {} has no name; the first line must name every column", label, line, i + 1);
    const auto [first, is_new] = seen.emplace(columns[i].name, i);
    if (!is_new)
      fail("{}:{}: columns {} and {} are both named \"{}\"", label, line, first->second + 1, i + 1, columns[i].name);
  }
  return columns;
}

}  // namespace

Table read_csv(const std::filesystem::path& path, const CsvOptions& options) {
  return parse_csv(read_file(path), path, options);
}

Table parse_csv(std::string_view content, const std::filesystem::path& path, const CsvOptions& options) {
  const std::string label = path.empty() ? "the table" : path.string();
  check_text(content, label);
  if (content.substr(0, 3) == "\xEF\xBB\xBF") content.remove_prefix(3);  // a byte order mark
  content = content.substr(0, content.find_last_not_of(" \t\r\n") + 1 == 0 ? 0 : content.find_last_not_of("\r\n") + 1);

  Reader reader(content, label);
  while (reader.at_blank_line()) reader.skip_line();
  if (reader.at_end()) fail("{} is empty", label);
  const char separator = options.separator ? options.separator : reader.find_separator();
  const std::int64_t header_line = reader.line();
  std::vector<Field> fields;
  reader.read_record(separator, fields);
  std::vector<Column> columns = named_columns(fields, label, header_line);

  std::vector<std::int64_t> lines;
  while (!reader.at_end()) {
    // In a table with one column, a blank line is a missing value.
    if (reader.at_blank_line() && columns.size() > 1) {
      reader.skip_line();
      continue;
    }
    lines.push_back(reader.line());
    reader.read_record(separator, fields);
    if (fields.size() != columns.size())
      fail("{}:{}: {} field{}, but the header has {}", label, lines.back(), fields.size(),
           fields.size() == 1 ? "" : "s", columns.size());
    for (std::size_t i = 0; i < columns.size(); ++i) {
      columns[i].text.push_back(fields[i].text);
      columns[i].position.push_back(fields[i].position);
    }
  }
  if (lines.empty()) fail("{} has a header but no rows", label);

  for (const auto& [name, kind] : options.kinds) {
    std::vector<std::string> names;
    for (const Column& column : columns) names.push_back(column.name);
    if (std::find(names.begin(), names.end(), name) == names.end())
      fail("unknown column \"{}\"{}", name, did_you_mean(name, names));
  }
  for (Column& column : columns) {
    const auto known = options.kinds.find(column.name);
    settle_kind(column, known == options.kinds.end() ? std::nullopt : std::optional(known->second));
  }

  Table table(std::move(columns), path, std::move(lines));
  if (std::all_of(table.columns().begin(), table.columns().end(),
                  [](const Column& column) { return !std::isnan(parse_number(column.name)); }))
    table.notes.push_back(
        fmt::format("{}:{}: the first line holds numbers only; it was read as the columns' names", label, header_line));
  for (const Column& column : table.columns()) {
    note_unreadable(table, column, table.notes);
    if (!options.kinds.count(column.name) && has_decimal_commas(column))
      table.notes.push_back(fmt::format(
          "{}: \"{}\" looks like numbers with a decimal comma, it was read as text; write 3.14", label, column.name));
  }
  return table;
}

}  // namespace ansatz
