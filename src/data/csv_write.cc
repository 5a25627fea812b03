#include <algorithm>
#include <optional>
#include <ostream>
#include <sstream>

#include "ansatz/table.h"
#include "base/files.h"
#include "data/records.h"
#include "data/values.h"

namespace ansatz {
namespace {

/// In quotes where a reader would otherwise take the text apart, or change it. A table with one column writes an empty text
/// in quotes too, since an empty line isn't a row everywhere.
void write_field(std::ostream& out, std::string_view text, bool alone) {
  const bool ends_are_spaces = !text.empty() && (text.front() == ' ' || text.back() == ' ');
  const bool marked = text.starts_with("\xEF\xBB\xBF");  // a byte order mark: at a file's beginning it would be left out
  if (text.find_first_of(",;\t\"\n\r") == std::string_view::npos && !ends_are_spaces && !marked &&
      !(alone && text.empty())) {
    out << text;
    return;
  }
  out << '"';
  for (std::size_t quote; (quote = text.find('"')) != std::string_view::npos; text.remove_prefix(quote + 1))
    out << text.substr(0, quote) << "\"\"";
  out << text << '"';
}

void write_names(std::ostream& out, const Table& table) {
  const std::vector<Column>& columns = table.columns();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) out << ',';
    write_field(out, columns[i].name, columns.size() == 1);
  }
  if (!columns.empty()) out << '\n';
}

void write_rows(std::ostream& out, const Table& table) {
  const std::vector<Column>& columns = table.columns();
  const bool alone = columns.size() == 1;
  // Columns from a file are written with their own text, in one pass over it.
  std::optional<RecordReader> reader;
  const auto from_file = [&](const Column& column) { return table.records() && column.field >= 0; };
  if (std::any_of(columns.begin(), columns.end(), from_file)) reader.emplace(*table.records());
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    const std::vector<RecordReader::Field>* fields = reader ? &reader->read(table.record_of(row)) : nullptr;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (i > 0) out << ',';
      if (fields && columns[i].field >= 0)
        write_field(out, (*fields)[static_cast<std::size_t>(columns[i].field)].text, alone);
      else
        write_field(out, text_of(columns[i], row), alone);
    }
    out << '\n';
  }
}

}  // namespace

struct CsvWriter::Parts {
  std::ostream* out = nullptr;
  std::optional<FileWriter> file;
  bool begun = false;
};

CsvWriter::CsvWriter(std::ostream& out) : parts_(new Parts{.out = &out}) {}
CsvWriter::CsvWriter(const std::filesystem::path& path) : parts_(new Parts) { parts_->file.emplace(path); }
CsvWriter::~CsvWriter() = default;

void CsvWriter::write(const Table& rows) {
  std::ostringstream text;
  std::ostream& out = parts_->out ? *parts_->out : text;
  if (!parts_->begun) write_names(out, rows);
  parts_->begun = true;
  write_rows(out, rows);
  if (parts_->file) parts_->file->write(text.view());
}

void CsvWriter::finish() {
  if (parts_->file) parts_->file->finish();
}

void write_csv(std::ostream& out, const Table& table) { CsvWriter(out).write(table); }

void write_csv(const std::filesystem::path& path, const Table& table) {
  CsvWriter writer(path);
  writer.write(table);
  writer.finish();
}

}  // namespace ansatz
