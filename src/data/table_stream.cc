#include "data/table_stream.h"

#include <algorithm>
#include <numeric>

#include "base/fail.h"
#include "data/kinds.h"

namespace ansatz {
namespace {

constexpr std::uint64_t kPiece = 1 << 20;

}  // namespace

TableStream::TableStream(const Table& sample) : sample_(sample) {
  const Records& records = *sample.records();
  for (std::int64_t row = 0; row < sample.rows(); ++row) taken_.push_back(sample.record_of(row));
  readings_.resize(static_cast<std::size_t>(records.fields), {ColumnReading::As::nothing, Notation::plain});
  for (const Column& column : sample.columns())
    readings_[static_cast<std::size_t>(column.field)] = {
        column.numbers.empty() ? ColumnReading::As::texts : ColumnReading::As::numbers, column.notation};
  for (const RecordMark& mark : records.marks)
    if (begins_.empty() || mark.offset >= begins_.back().offset + kPiece) begins_.push_back(mark);
}

std::int64_t TableStream::rows() const { return sample_.file_rows() - static_cast<std::int64_t>(taken_.size()); }

Table TableStream::whole_piece(std::size_t number) const {
  const Records& records = *sample_.records();
  const RecordMark& begin = begins_[number];
  const std::uint64_t end = number + 1 < begins_.size() ? begins_[number + 1].offset : records.end;
  Block block = read_block(records, readings_, begin.offset, end, true);
  if (!block.error.empty()) fail("{} changed while it was read; try again", records.label);
  std::vector<Column> columns;
  for (const Column& like : sample_.columns()) {
    BlockColumn& read = block.columns[static_cast<std::size_t>(like.field)];
    Column column = like;
    column.unreadable = std::move(read.unreadable);
    if (like.numbers.empty())
      column.texts = Texts(read.levels.take(), std::move(read.codes));
    else if (like.numbers.is_double())
      column.numbers = std::move(read.numbers);
    else
      column.numbers = std::vector<float>(read.numbers.begin(), read.numbers.end());
    columns.push_back(std::move(column));
  }
  std::vector<std::int64_t> records_of_rows(static_cast<std::size_t>(block.rows)), all = records_of_rows;
  std::iota(records_of_rows.begin(), records_of_rows.end(), begin.record);
  std::iota(all.begin(), all.end(), 0);
  return Table(std::move(columns), sample_.path(), sample_.records(), std::move(records_of_rows)).select(all);
}

Table TableStream::piece(std::size_t number) const {
  const Table whole = whole_piece(number);
  std::vector<std::int64_t> others;
  for (std::int64_t row = 0; row < whole.rows(); ++row)
    if (!std::binary_search(taken_.begin(), taken_.end(), whole.record_of(row))) others.push_back(row);
  return whole.select(others);
}

void for_each_block(const Table& table, const std::function<void(const Table& rows)>& visit) {
  if (!table.sampled()) return visit(table);
  const TableStream stream(table);
  for (std::size_t piece = 0; piece < stream.pieces(); ++piece) {
    Table rows = stream.whole_piece(piece);
    if (rows.rows() == 0) continue;
    for (const Column& column : rows.columns()) note_unreadable(rows, column, rows.notes);
    visit(rows);
  }
}

void gather_notes(std::vector<std::string>& notes, const std::vector<std::string>& more) {
  constexpr std::size_t most = 20;
  const std::string rest = "more of this kind is not told";
  for (const std::string& note : more)
    if (std::find(notes.begin(), notes.end(), note) == notes.end() && notes.size() <= most)
      notes.push_back(notes.size() == most ? rest : note);
}

}  // namespace ansatz
