#include "data/table_stream.h"

#include <algorithm>

#include "base/fail.h"

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

Table TableStream::piece(std::size_t number) const {
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
  std::vector<std::int64_t> all, others;
  for (std::int64_t row = 0; row < block.rows; ++row) {
    all.push_back(begin.record + row);
    if (!std::binary_search(taken_.begin(), taken_.end(), begin.record + row)) others.push_back(row);
  }
  return Table(std::move(columns), sample_.path(), sample_.records(), std::move(all)).select(others);
}

}  // namespace ansatz
