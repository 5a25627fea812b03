#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "ansatz/table.h"
#include "base/fail.h"
#include "base/memory.h"
#include "base/threads.h"
#include "data/column_store.h"
#include "data/csv_block.h"
#include "data/csv_header.h"
#include "data/kinds.h"
#include "data/values.h"

namespace ansatz {
namespace {

constexpr std::uint64_t kBlock = 1 << 20;
constexpr std::int64_t kSample = 1000;  // rows from which kinds are guessed before all are read

using As = ColumnReading::As;

bool is_number(ColumnKind kind) { return kind == ColumnKind::numeric || kind == ColumnKind::date; }

/// Reads the columns of a file, block after block on all threads. What the blocks are depends on the file alone.
class CsvReader {
 public:
  CsvReader(CsvHeader header, const CsvOptions& options)
      : header_(std::move(header)), options_(options), threads_(options.threads ? options.threads : default_threads()) {
    for (const std::string& name : header_.names) known_.push_back(known(name));
  }

  std::vector<Column> columns() {
    guess();
    std::vector<Column> result(header_.names.size());
    std::vector<bool> settled(result.size(), false);
    for (std::size_t i = 0; i < result.size(); ++i) settled[i] = ignored(i);
    // A column whose guess was wrong is read again: as texts, which tell all, or in double.
    while (true) {
      read();
      bool again = false;
      for (std::size_t i = 0; i < result.size(); ++i) {
        if (settled[i]) continue;
        result[i].name = header_.names[i];
        result[i].field = static_cast<int>(i);
        settled[i] = settle(i, result[i]);
        if (settled[i]) readings_[i].as = As::nothing;
        again = again || !settled[i];
      }
      if (!again) break;
    }
    std::erase_if(result, [](const Column& column) { return column.field < 0; });
    if (result.empty()) fail("{}: all columns are to be ignored", header_.records.label);
    return result;
  }

  const Records& records() const { return header_.records; }
  /// Of a sample.
  const std::vector<std::int64_t>& chosen() const { return chosen_; }
  std::vector<std::string> ambiguous_dates() const { return ambiguous_; }

 private:
  bool ignored(std::size_t i) const {
    return std::find(options_.ignore.begin(), options_.ignore.end(), header_.names[i]) != options_.ignore.end();
  }

  KindKnown known(const std::string& name) const {
    KindKnown known;
    if (const auto kind = options_.kinds.find(name); kind != options_.kinds.end()) known.kind = kind->second;
    if (const auto notation = options_.notations.find(name); notation != options_.notations.end())
      known.notation = notation->second;
    known.comma_is_decimal = header_.records.separator == ';';
    return known;
  }

  /// How each column is likely to be read, from the first rows.
  void guess() {
    readings_.assign(known_.size(), {});
    const Block block =
        read_block(header_.records, readings_, header_.first.offset, header_.first.offset + kBlock, true, {}, kSample);
    choose_sample(block);
    stores_.clear();
    for (std::size_t i = 0; i < known_.size(); ++i) {
      const Levels& levels = block.columns[i].levels.levels();
      std::vector<std::int64_t> counts(levels.size(), 0);
      for (const std::uint32_t code : block.columns[i].codes) ++counts[code];
      const KindFound found = find_kind(levels, counts, known_[i]);
      readings_[i] = {ignored(i) ? As::nothing : is_number(found.kind) ? As::numbers : As::texts, found.notation};
      stores_.push_back(ColumnStore(found.kind == ColumnKind::date, false, options_.doubles));
    }
  }

  /// Keeps a sample when the table would take too much memory: four float32 for each field (the table, the features of a
  /// fit, and what comes and goes).
  void choose_sample(const Block& first) {
    if (!options_.memory || first.rows == 0) return;
    const std::uint64_t memory = *options_.memory ? *options_.memory : free_memory() / 2;
    const double rows = static_cast<double>(header_.records.end - header_.first.offset) /
                        static_cast<double>(first.end - first.begin) * static_cast<double>(first.rows);
    const double row_bytes = 16.0 * static_cast<double>(header_.names.size());
    if (rows * row_bytes <= static_cast<double>(memory)) return;
    const double most = std::clamp(static_cast<double>(memory) / (4 * row_bytes), 1000.0, 50000.0);
    sample_ = {most / rows, options_.seed};
  }

  /// All columns that are to be read, into their stores.
  void read() {
    const bool first = header_.records.marks.empty();
    std::uint64_t expected = header_.first.offset;
    std::int64_t line = header_.first.line, rows = 0, values = 0;
    const std::uint64_t end = header_.records.end;
    for (std::uint64_t from = expected; from < end;) {
      std::vector<Block> blocks(static_cast<std::size_t>(4 * threads_));
      const std::uint64_t left = (end - from + kBlock - 1) / kBlock;
      if (left < blocks.size()) blocks.resize(left);
      parallel(static_cast<int>(blocks.size()), threads_, [&](int part, int) {
        const std::uint64_t begin = from + static_cast<std::uint64_t>(part) * kBlock;
        blocks[static_cast<std::size_t>(part)] = read_block(
            header_.records, readings_, begin, std::min(end, begin + kBlock), begin == header_.first.offset, sample_);
      });
      std::vector<std::int64_t> first_rows;
      for (Block& block : blocks) {
        const std::uint64_t to = std::min(end, from + kBlock);
        from = to;
        if (expected >= to) {  // a record from before goes on behind this block
          block = Block{.begin = expected, .end = expected, .columns = std::vector<BlockColumn>(readings_.size())};
        } else if (!block.found || block.begin != expected) {
          block = read_block(header_.records, readings_, expected, to, true, sample_);
        }
        check(block, line);
        if (first)
          for (const RecordMark& mark : block.marks)
            header_.records.marks.push_back({rows + mark.record, mark.offset, line + mark.line});
        first_rows.push_back(values);
        if (first)
          for (const std::int64_t record : block.kept) chosen_.push_back(rows + record);
        values += sample_.all() ? block.rows : static_cast<std::int64_t>(block.kept.size());
        rows += block.rows;
        line += block.lines;
        expected = block.end;
      }
      parallel(static_cast<int>(stores_.size()), threads_, [&](int column, int) {
        const auto i = static_cast<std::size_t>(column);
        if (readings_[i].as == As::nothing) return;
        const double share =
            static_cast<double>(expected - header_.first.offset) / static_cast<double>(end - header_.first.offset);
        stores_[i].expect(static_cast<std::int64_t>(static_cast<double>(values) / share * 1.01) + 1000);
        for (std::size_t b = 0; b < blocks.size(); ++b)
          stores_[i].append(blocks[b].columns[i], first_rows[b], readings_[i].as);
      });
    }
    header_.records.count = rows;
    if (values == 0) fail("{} has a header but no rows", header_.records.label);
  }

  void check(const Block& block, std::int64_t line) const {
    if (block.error.empty()) return;
    if (block.whole_file) fail("{} {}", header_.records.label, block.error);
    const std::string place = fmt::format("{}:{}", header_.records.label, line + block.error_line);
    if (block.error_position > 0) fail("{}:{}: {}", place, block.error_position, block.error);
    if (block.error_fields == 0) fail("{}: {}", place, block.error);
    const std::size_t more = header_.names.size() - block.error_fields - 1;
    fail("{}: {}; there is none for \"{}\"{}", place, block.error, header_.names[block.error_fields],
         more > 0 ? fmt::format(" and {} more", more) : "");
  }

  /// Whether the column is what the store holds; if not, how it is to be read again is put down.
  bool settle(std::size_t i, Column& column) {
    ColumnStore& store = stores_[i];
    if (readings_[i].as == As::texts) {
      const Texts texts = store.take_texts();
      const KindFound found = find_kind(texts.levels(), level_counts(texts), known_[i]);
      if (found.ambiguous) ambiguous_.push_back(column.name);
      column = column_as(column, texts, found.kind, found.notation, options_.doubles);
      return true;
    }
    const bool date = readings_[i].notation >= Notation::iso_date;
    if (!known_[i].kind && !looks_right(i, store, date ? ColumnKind::date : ColumnKind::numeric)) {
      readings_[i] = {As::texts, Notation::plain};
      store = ColumnStore(date, false, options_.doubles);
      return false;
    }
    if (store.too_narrow()) {
      store = ColumnStore(date, /*doubles=*/true, options_.doubles);
      return false;
    }
    column.kind = date ? ColumnKind::date : ColumnKind::numeric;
    column.notation = readings_[i].notation;
    column.numbers = store.take_numbers();
    column.unreadable = store.take_unreadable();
    return true;
  }

  /// Whether at least 95 % of the values are what the column was taken for, and no other notation reads the rest.
  bool looks_right(std::size_t i, const ColumnStore& store, ColumnKind kind) const {
    const auto unreadable = static_cast<std::int64_t>(store.unreadable().size());
    const std::int64_t values = store.present() + unreadable;
    if (store.present() == 0 || 20 * store.present() < 19 * values) return false;
    if (unreadable == 0) return true;
    RecordReader reader(header_.records);
    std::vector<std::string> texts;
    for (const std::int64_t row : store.unreadable()) {
      texts.push_back(reader.read(sample_.all() ? row : chosen_[static_cast<std::size_t>(row)])[i].text);
      if (texts.size() == 1000) break;
    }
    return !other_notation(texts, kind, readings_[i].notation);
  }

  CsvHeader header_;
  const CsvOptions& options_;
  int threads_;
  std::vector<KindKnown> known_;
  std::vector<ColumnReading> readings_;
  std::vector<ColumnStore> stores_;
  std::vector<std::string> ambiguous_;
  RecordSample sample_;
  std::vector<std::int64_t> chosen_;  // the records of a sample
};

/// "house.csv: "price" is written with a decimal comma (1.234,56)".
void note_notation(const Table& table, const Column& column, std::vector<std::string>& notes) {
  const char* how = nullptr;
  switch (column.notation) {
    case Notation::plain:
    case Notation::iso_date: return;
    case Notation::decimal_comma: how = "numbers with a decimal comma"; break;
    case Notation::grouped: how = "numbers with grouped digits or a sign"; break;
    case Notation::day_first: how = "dates with the day first"; break;
    case Notation::month_first: how = "dates with the month first"; break;
  }
  std::int64_t row = 0;
  while (row + 1 < table.rows() && column.missing(row)) ++row;
  notes.push_back(fmt::format("{}: \"{}\" holds {}: {} is {}", table.label(), column.name, how,
                              table.text(row, column.name), text_of(column, row)));
}

Table read_table(std::shared_ptr<const Source> source, const std::filesystem::path& path, const CsvOptions& options) {
  const std::string label = path.empty() ? "the table" : path.string();
  CsvHeader header = read_header(std::move(source), label, options);
  const std::int64_t header_line = header.line;
  CsvReader reader(std::move(header), options);
  std::vector<Column> columns = reader.columns();
  Table table(std::move(columns), path, std::make_shared<const Records>(reader.records()), reader.chosen());
  if (std::all_of(table.columns().begin(), table.columns().end(),
                  [](const Column& column) { return !std::isnan(parse_number(column.name)); }))
    table.notes.push_back(
        fmt::format("{}:{}: the first line holds numbers only; it was read as the columns' names", label, header_line));
  for (const Column& column : table.columns()) {
    note_notation(table, column, table.notes);
    note_unreadable(table, column, table.notes);
  }
  for (const std::string& name : reader.ambiguous_dates())
    table.notes.push_back(fmt::format(
        "{}: \"{}\" looks like dates, but days and months can't be told apart, it was read as text; write 2026-11-24",
        label, name));
  return table;
}

}  // namespace

Table read_csv(const std::filesystem::path& path, const CsvOptions& options) {
  return read_table(Source::open(path), path, options);
}

Table parse_csv(std::string_view content, const std::filesystem::path& path, const CsvOptions& options) {
  return read_table(Source::of(std::string(content)), path, options);
}

}  // namespace ansatz
