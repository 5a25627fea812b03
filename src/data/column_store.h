// A column of a file while its blocks arrive.
#pragma once

#include <cstdint>
#include <vector>

#include "data/csv_block.h"

namespace ansatz {

class ColumnStore {
 public:
  /// Numbers go to float32 unless the first block needs double, or `doubles` says so; `always`: whether they need it or not.
  explicit ColumnStore(bool date, bool doubles = false, bool always = false)
      : date_(date), doubles_wanted_(doubles || always), always_(always) {}

  /// Makes room for so many rows: growing later would copy.
  void expect(std::int64_t rows);
  /// The next block, whose first row is row `first`; the block's column is empty afterwards.
  void append(BlockColumn& block, std::int64_t first, ColumnReading::As as);

  std::int64_t present() const { return present_; }
  const std::vector<std::int64_t>& unreadable() const { return unreadable_; }
  /// Whether the numbers need double but were kept in float32.
  bool too_narrow() const { return !in_doubles() && needs_double(range_); }

  Numbers take_numbers();
  std::vector<std::int64_t> take_unreadable() { return std::move(unreadable_); }
  Texts take_texts();

 private:
  bool in_doubles() const { return !doubles_.empty() || doubles_wanted_; }
  bool needs_double(const NumberRange& range) const {
    return always_ || (date_ ? !range.whole : range.needs_double());
  }

  bool date_, doubles_wanted_, always_;
  std::int64_t expected_ = 0, present_ = 0;
  std::vector<float> floats_;
  std::vector<double> doubles_;
  NumberRange range_;
  std::vector<std::int64_t> unreadable_;
  Dictionary dictionary_;
  std::vector<std::uint32_t> codes_;
};

}  // namespace ansatz
