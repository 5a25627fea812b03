#include "data/records.h"

#include "base/fail.h"

namespace ansatz {
namespace {

constexpr std::size_t kPiece = std::size_t{256} << 10;

/// Moves a position behind these bytes: characters from 1 in the line.
std::uint32_t moved(std::uint32_t position, const char* from, const char* to) {
  for (; from < to; ++from) {
    if (*from == '\n')
      position = 1;
    else
      position += (*from & 0xC0) != 0x80;  // bytes that continue a UTF-8 character don't count
  }
  return position;
}

}  // namespace

const std::vector<RecordReader::Field>& RecordReader::read(std::int64_t record) {
  if (coming_ < 0 || record < coming_ || record > coming_ + 64) seek(record);
  while (coming_ <= record) next();
  return fields_;
}

void RecordReader::seek(std::int64_t record) {
  const auto after = std::upper_bound(records_.marks.begin(), records_.marks.end(), record,
                                      [](std::int64_t r, const RecordMark& mark) { return r < mark.record; });
  const RecordMark& mark = *(after - 1);
  if (coming_ >= mark.record && coming_ <= record) return;
  coming_ = mark.record;
  coming_line_ = mark.line;
  if (mark.offset >= offset_ && mark.offset < offset_ + bytes_.size()) {
    at_ = mark.offset - offset_;
    return;
  }
  offset_ = mark.offset;
  at_ = 0;
  load(kPiece);
}

void RecordReader::load(std::size_t length) {
  const std::uint64_t end = records_.source->in_memory() ? records_.end : std::min(records_.end, offset_ + length);
  bytes_ = records_.source->bytes(offset_, end, buffer_);
}

void RecordReader::next() {
  while (!parse()) {
    // The record goes on behind the piece: a piece from its beginning, twice as long if that was the case already.
    const std::size_t length = at_ == 0 ? 2 * bytes_.size() : kPiece;
    offset_ += at_;
    at_ = 0;
    load(length);
  }
}

/// The record at at_; false when the bytes end before it does.
bool RecordReader::parse() {
  const CsvBytes bytes{bytes_.data() + bytes_.size(), offset_ + bytes_.size() == records_.end, records_.separator};
  const char* p = bytes_.data() + at_;
  std::int64_t line = coming_line_;
  while (records_.fields > 1 && p < bytes.end && (*p == '\n' || *p == '\r')) {  // blank lines
    if (!skip_line_end(bytes, p)) return false;
    ++line;
  }
  if (p == bytes.end && !bytes.last) return false;
  const std::int64_t begins = line;
  std::uint32_t position = 1;
  for (int i = 0;; ++i) {
    if (fields_.size() <= static_cast<std::size_t>(i)) fields_.emplace_back();
    Field& field = fields_[static_cast<std::size_t>(i)];
    field.position = position;
    const char* const from = p;
    std::string_view text;
    const Scanned scanned = read_field(bytes, p, text, scratch_, line);
    if (scanned == Scanned::more) return false;
    if (scanned == Scanned::unclosed || (i + 1 < records_.fields) != (p < bytes.end && *p == bytes.separator))
      fail("{} changed while it was read; try again", records_.label);
    field.text = text;
    if (i + 1 == records_.fields) break;
    position = moved(position, from, ++p);
  }
  if (p < bytes.end && !skip_line_end(bytes, p)) return false;
  at_ = static_cast<std::size_t>(p - bytes_.data());
  line_ = begins;
  coming_line_ = line + 1;
  ++coming_;
  return true;
}

}  // namespace ansatz
