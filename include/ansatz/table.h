// Tables: columns of text, numbers and dates, read from CSV files and written to them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ansatz/column.h"

namespace ansatz {

struct Dataset;

class Records;

/// Named columns of equal length, and where they came from. A value: copying copies (and is cheap, as storage is shared).
class Table {
 public:
  Table() = default;
  /// Throws when names repeat or are empty, or when lengths differ. `records`: the file's lines, a row each, or those
  /// that are `chosen`.
  explicit Table(std::vector<Column> columns, std::filesystem::path path = {},
                 std::shared_ptr<const Records> records = nullptr, std::vector<std::int64_t> chosen = {});

  std::int64_t rows() const { return columns_.empty() ? 0 : columns_[0].rows(); }
  const std::vector<Column>& columns() const { return columns_; }
  std::vector<std::string> names() const;
  bool has(std::string_view name) const;
  /// Throws for an unknown name: `unknown column "prise"; did you mean "price"?`.
  const Column& column(std::string_view name) const;

  /// Whether the rows are a sample of a larger file's (CsvOptions::memory), which has file_rows().
  bool sampled() const { return sampled_; }
  std::int64_t file_rows() const;

  /// These rows (0 ≤ row < rows()), in this order, with all columns; notes are not carried over.
  Table select(const std::vector<std::int64_t>& rows) const;
  /// All columns but this one; throws for an unknown name.
  Table without(std::string_view name) const;
  /// With one more column at the end.
  Table with(Column column) const;

  /// The table with this column as what is to be predicted; throws for an unknown name.
  Dataset target(std::string name) const;
  /// The same with several columns, which must be numbers; throws for an unknown name, for none, and for one twice.
  Dataset targets(std::vector<std::string> names) const;

  /// The file; empty for a table that was made in memory.
  const std::filesystem::path& path() const { return path_; }
  /// "houses.csv", or "the table" when there is no file: how a message names it.
  std::string label() const;
  /// The row's line in the file, from 1 (the header is line 1); without a file, the row's number from 1.
  std::int64_t line_of(std::int64_t row) const;
  /// "houses.csv:17:4", the place of a value as editors understand it (file, line, character).
  std::string where(std::int64_t row, std::string_view column) const;
  /// A value as the file writes it, without quotes; for what is not from a file, the shortest text that reads back as the
  /// same number. It is read again from the file: for messages. `texts` is for many.
  std::string text(std::int64_t row, std::string_view column) const;
  /// The texts of all rows.
  std::vector<std::string> texts(std::string_view column) const;

  /// The file's lines, when there are any, and which of them a row is.
  const std::shared_ptr<const Records>& records() const { return records_; }
  std::int64_t record_of(std::int64_t row) const {
    return chosen_ ? (*chosen_)[static_cast<std::size_t>(row)] : row;
  }

  std::vector<std::string> notes;  ///< what reading found odd, one line each, for a person

 private:
  std::vector<Column> columns_;
  std::filesystem::path path_;
  std::shared_ptr<const Records> records_;
  std::shared_ptr<const std::vector<std::int64_t>> chosen_;  // of the records; nullptr: all
  bool sampled_ = false;
};

/// A table with the column that is to be predicted, or several of them.
struct Dataset {
  Table table;
  std::string target;
  std::vector<std::string> further_targets = {};  ///< predicted together with the first; all of them are numbers

  std::vector<std::string> targets() const;
  /// The table without them.
  Table inputs() const;
};

struct CsvOptions {
  std::map<std::string, ColumnKind> kinds = {};  ///< kinds of columns that are known; the others are inferred
  char separator = 0;                            ///< 0: whichever the first line has: comma, semicolon, tab or bar
  std::vector<std::string> ignore = {};          ///< columns that are left out
  /// How columns write their numbers or dates when their own values don't decide it.
  std::map<std::string, Notation> notations = {};
  bool must_exist = true;                        ///< throws for a column above that the file lacks
  /// A file whose table would take more bytes than this is represented by a sample of its rows, uniform and reproducible
  /// from `seed` (Table::sampled): fit then reads the others as it goes. 0: half of the memory that is free; by default
  /// there is no limit.
  std::optional<std::uint64_t> memory = {};
  std::uint64_t seed = 0;
  bool doubles = false;                          ///< keeps all numbers in double, never in float32
  int threads = 0;                               ///< 0: all processors; the table is the same for any number
};

/// Reads a CSV file (RFC 4180; LF or CRLF, with or without a byte order mark, as it is or packed with gzip) whose first
/// line names the columns.
///
/// A column is numeric when at least 95 % of its values are numbers (the others are noted and count as missing), a
/// date when at least 95 % are dates, text when it has more than 50 different values and more than half of its values
/// differ, categorical otherwise. How numbers and dates may be written: `Notation`; the one that reads most values is
/// taken for the whole column, and noted when it is no plain one. Missing are an empty field, NA, N/A, nan, null, none, ?,
/// - and the like (is_missing), in any case.
///
/// Throws on a file that is missing, a directory, unreadable, binary, empty, or without rows; on rows whose number of
/// fields differs from the header's; on column names that repeat or are empty; on a quote that is never closed; each
/// with file and line.
Table read_csv(const std::filesystem::path& path, const CsvOptions& options = {});
/// The same from memory; `path` is the name for messages.
Table parse_csv(std::string_view content, const std::filesystem::path& path = {}, const CsvOptions& options = {});

/// Writes the table as CSV with commas, quoting what needs it. What read_csv read is written with the same text.
void write_csv(std::ostream& out, const Table& table);
/// The same into a file, which is replaced at once or not at all. Throws when it can't be written.
void write_csv(const std::filesystem::path& path, const Table& table);

/// A table as CSV, block after block of its rows.
class CsvWriter {
 public:
  explicit CsvWriter(std::ostream& out);
  /// A file, which is replaced by `finish` at once, or not at all. Throws when it can't be written.
  explicit CsvWriter(const std::filesystem::path& path);
  ~CsvWriter();
  /// The rows, behind the columns' names the first time.
  void write(const Table& rows);
  void finish();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// Calls `visit` with the table's rows in their order: with the table itself, or, when it is a sample of its file
/// (Table::sampled), with all rows of the file, about 1 MB of it at a time. Their notes say what can't be read in them.
void for_each_block(const Table& table, const std::function<void(const Table& rows)>& visit);

/// Adds what was noted about one of many blocks: each note once, and no more than twenty.
void gather_notes(std::vector<std::string>& notes, const std::vector<std::string>& more);

/// Whether a field says that its value is missing: nothing, NA, N/A, #N/A, <NA>, nan, NaT, null, (null), none, nil, n.a.,
/// \N, ?, -, --, . or a spreadsheet's error (#VALUE!, #DIV/0!, #REF!, #NUM!, #NAME?, #NULL!), in any case.
bool is_missing(std::string_view text);
/// The number that a field holds, NaN when it is missing or holds none (spaces around it are allowed). What float32
/// can't hold finitely is no number.
double parse_number(std::string_view text);
/// Days since 1970-01-01 of an ISO date (a time of day counts as a fraction), NaN when the field holds none.
double parse_date(std::string_view text);
/// The number, or the days, of a field in this notation; NaN when it holds none. Outside of `plain`, a currency sign or
/// code and % don't count: $1,234.50, 12,5 %, CHF 1'000.
double parse_value(std::string_view text, Notation notation);

/// The candidate nearest to a name by edit distance (insert, delete, replace, swap neighbours; case counts little);
/// empty when none is near.
std::string nearest_name(std::string_view name, const std::vector<std::string>& candidates);

}  // namespace ansatz
