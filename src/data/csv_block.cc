#include "data/csv_block.h"

#include <fast_float/fast_float.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "ansatz/table.h"
#include "base/random.h"
#include "data/utf8.h"
#include "data/values.h"

namespace ansatz {
namespace {

constexpr std::uint64_t kSlack = 64 << 10;                   // for the record that goes on behind the block
constexpr std::uint64_t kGuessing = 1 << 20;                 // where a guess that finds no end of its record gives up
constexpr std::uint64_t kLongest = std::uint64_t{64} << 20;  // of a record
constexpr std::int64_t kMarked = 512;                        // records from one mark to the next
constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();

enum class Outcome { row, more, bad };

class BlockReader {
 public:
  BlockReader(const Records& records, const std::vector<ColumnReading>& columns, const RecordSample& sample)
      : records_(records), readings_(columns), sample_(sample) {
    block_.columns.resize(columns.size());
    bytes_.separator = records.separator;
  }

  Block read(std::uint64_t from, std::uint64_t to, bool known, std::int64_t most_rows) {
    base_ = known ? from : from - 1;
    load(to - base_ + kSlack);
    block_.begin = block_.end = known ? from : to;
    if (!known && !find_start(to)) return std::move(block_);
    while (place() < to && place() < records_.end && block_.rows < most_rows) {
      const Outcome outcome = step();
      if (outcome == Outcome::bad) break;
      if (outcome == Outcome::row) continue;
      const std::uint64_t length = view_.size();
      if (!known && base_ + length > to + kGuessing) {
        block_.found = false;
        return std::move(block_);
      }
      if (base_ + length - place() > kLongest) {
        wrong("a line of more than 64 MB; is a quote opened there that is never closed?");
        break;
      }
      load(2 * length);
    }
    block_.end = place();
    check_text(std::max(block_.end, std::min(to, base_ + view_.size())));
    for (std::size_t i = 0; i < readings_.size(); ++i)
      if (readings_[i].as == ColumnReading::As::numbers)
        block_.columns[i].range.add(block_.columns[i].numbers, readings_[i].notation >= Notation::iso_date);
    return std::move(block_);
  }

 private:
  std::uint64_t place() const { return base_ + static_cast<std::uint64_t>(at_ - view_.data()); }

  void load(std::uint64_t length) {
    const auto done = at_ ? at_ - view_.data() : 0;
    const std::uint64_t end = records_.source->in_memory() ? records_.end : std::min(records_.end, base_ + length);
    view_ = records_.source->bytes(base_, end, buffer_);
    at_ = view_.data() + done;
    bytes_.end = view_.data() + view_.size();
    bytes_.last = base_ + view_.size() >= records_.end;
  }

  /// To behind the first line end; false when there is none before `to`.
  bool find_start(std::uint64_t to) {
    const std::string_view part = view_.substr(0, to - base_);
    std::size_t end = part.find('\n');
    if (end == std::string_view::npos) end = part.find('\r');
    block_.found = end != std::string_view::npos;
    if (!block_.found) return false;
    at_ += end + 1;
    block_.begin = block_.end = place();
    return true;
  }

  void wrong(std::string what) {
    block_.error = std::move(what);
    block_.error_line = block_.lines;
  }

  /// A record, or a blank line. Nothing has happened unless it answers `row`.
  Outcome step() {
    const char* p = at_;
    if (readings_.size() > 1 && (*p == '\n' || *p == '\r')) {
      if (!skip_line_end(bytes_, p)) return Outcome::more;
      ++block_.lines;
      at_ = p;
      return Outcome::row;
    }
    std::int64_t lines = 0;
    keeping_ = sample_.all() || sample_.keeps(place());
    const Outcome outcome = record(p, lines);
    if (outcome != Outcome::row) {
      for (BlockColumn& column : block_.columns) {
        const auto rows = static_cast<std::size_t>(values_);
        if (column.numbers.size() > rows) column.numbers.pop_back();
        if (column.codes.size() > rows) column.codes.pop_back();
        if (!column.unreadable.empty() && column.unreadable.back() == values_) column.unreadable.pop_back();
      }
      return outcome;
    }
    if (block_.rows % kMarked == 0) block_.marks.push_back({block_.rows, place(), block_.lines});
    if (keeping_) ++values_;
    if (keeping_ && !sample_.all()) block_.kept.push_back(block_.rows);
    ++block_.rows;
    block_.lines += lines + 1;
    at_ = p;
    return Outcome::row;
  }

  /// The fields of a record into the columns, and its line end.
  Outcome record(const char*& p, std::int64_t& lines) {
    const std::size_t count = readings_.size();
    for (std::size_t i = 0; i < count; ++i) {
      if (const Outcome outcome = field(i, p, lines); outcome != Outcome::row) return outcome;
      const bool goes_on = p < bytes_.end && *p == bytes_.separator;
      if (goes_on != (i + 1 < count)) return wrong_count();
      if (goes_on) ++p;
    }
    return p == bytes_.end || skip_line_end(bytes_, p) ? Outcome::row : Outcome::more;
  }

  Outcome field(std::size_t i, const char*& p, std::int64_t& lines) {
    BlockColumn& column = block_.columns[i];
    const ColumnReading& reading = readings_[i];
    if (keeping_ && reading.as == ColumnReading::As::numbers && reading.notation == Notation::plain) {
      double value = 0;
      const auto [end, error] = fast_float::from_chars(p, bytes_.end, value);
      if (error == std::errc() && end < bytes_.end && (*end == bytes_.separator || *end == '\n' || *end == '\r') &&
          std::abs(value) <= std::numeric_limits<float>::max()) {
        column.numbers.push_back(value);
        p = end;
        return Outcome::row;
      }
    }
    std::string_view text;
    const Scanned scanned = read_field(bytes_, p, text, scratch_, lines);
    if (scanned == Scanned::more) return Outcome::more;
    if (scanned == Scanned::unclosed) return unclosed(lines);
    if (!keeping_) return Outcome::row;
    if (reading.as == ColumnReading::As::texts) {
      column.codes.push_back(column.levels.code(text));
    } else if (reading.as == ColumnReading::As::numbers) {
      const bool missing = is_missing(text);
      const double value = missing ? kNothing : parse_value(text, reading.notation);
      if (!missing && std::isnan(value)) column.unreadable.push_back(values_);
      column.numbers.push_back(value);
    }
    return Outcome::row;
  }

  /// A quoted field runs to the end of the file; `lines` of them are inside the record.
  Outcome unclosed(std::int64_t lines) {
    block_.lines += lines;
    wrong("a quote is opened but never closed");
    return Outcome::bad;
  }

  /// The record has another number of fields than the header.
  Outcome wrong_count() {
    const char* p = at_;
    std::string_view text;
    std::int64_t lines = 0, fields = 0;
    while (true) {
      const Scanned scanned = read_field(bytes_, p, text, scratch_, lines);
      if (scanned == Scanned::more) return Outcome::more;
      if (scanned == Scanned::unclosed) return unclosed(lines);
      ++fields;
      if (p == bytes_.end || *p != bytes_.separator) break;
      ++p;
      if (fields == static_cast<std::int64_t>(readings_.size()) && lines == 0)
        block_.error_position = 1 + std::count_if(at_, p, [](char c) { return (c & 0xC0) != 0x80; });
    }
    if (fields < static_cast<std::int64_t>(readings_.size())) block_.error_fields = static_cast<std::size_t>(fields);
    wrong(fmt::format("{} field{}, but the header has {}", fields, fields == 1 ? "" : "s", readings_.size()));
    return Outcome::bad;
  }

  /// What is no text at all is told before what is no table.
  void check_text(std::uint64_t end) {
    const std::string_view text = view_.substr(block_.begin - base_, end - block_.begin);
    if (text.find('\0') != std::string_view::npos) {
      block_.error = "is a binary file, not a CSV table";
      block_.whole_file = true;
      return;
    }
    const std::size_t at = invalid_utf8(text);
    const bool cut = at + 4 > text.size() && base_ + view_.size() < records_.end && end > block_.end;
    if (at == text.size() || cut) return;
    block_.error_line = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
    block_.error =
        fmt::format("byte 0x{:02X} is no UTF-8 text; save the file as UTF-8", static_cast<unsigned char>(text[at]));
  }

  const Records& records_;
  const std::vector<ColumnReading>& readings_;
  RecordSample sample_;
  bool keeping_ = true;      // the present record
  std::int64_t values_ = 0;  // records that are kept so far
  Block block_;
  std::string buffer_, scratch_;
  std::string_view view_;  // of the file, from base_
  std::uint64_t base_ = 0;
  const char* at_ = nullptr;
  CsvBytes bytes_;
};

}  // namespace

void NumberRange::add(const std::vector<double>& numbers, bool always) {
  double least = low, most = high;
  for (const double number : numbers) {  // comparisons with NaN are false
    least = number < least ? number : least;
    most = number > most ? number : most;
  }
  low = least;
  high = most;
  if (whole && (always || std::max(-low, high) > 0x1p24))
    whole = std::none_of(numbers.begin(), numbers.end(),
                         [](double number) { return number != std::floor(number) && !std::isnan(number); });
}

void NumberRange::add(const NumberRange& other) {
  low = std::min(low, other.low);
  high = std::max(high, other.high);
  whole = whole && other.whole;
}

bool NumberRange::needs_double() const {
  if (!(low < high)) return false;
  const double largest = std::max(-low, high);
  if (whole && largest > 0x1p24) return true;
  return largest * 0x1p-23 > 0.001 * (high - low);
}

bool RecordSample::keeps(std::uint64_t offset) const {
  constexpr std::uint64_t stream = 0x73616D706C65;  // "sample"
  return random_words(seed, stream, offset)[0] * 0x1p-32 < share;
}

Block read_block(const Records& records, const std::vector<ColumnReading>& columns, std::uint64_t from,
                 std::uint64_t to, bool known, const RecordSample& sample, std::int64_t most_rows) {
  return BlockReader(records, columns, sample).read(from, to, known, most_rows);
}

}  // namespace ansatz
