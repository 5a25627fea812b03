// A table's columns: numbers, or texts as codes into the different ones. Values that share their storage: copying is cheap.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ansatz {

/// What a column holds. `text` is for strings that are mostly unique, such as names; no encoder reads them.
enum class ColumnKind { numeric, categorical, date, text };

/// "numeric", "categorical", "date" or "text".
std::string_view kind_name(ColumnKind kind);

/// How a column writes its numbers or dates; one way for a whole column, as a single value doesn't tell: 1.234.
enum class Notation {
  plain,          ///< numbers as programs write them: -1234.5, 1e3
  decimal_comma,  ///< 1.234,56; groups of three may be parted by points, spaces or apostrophes
  grouped,        ///< 1,234.56; groups of three may be parted by commas, spaces or apostrophes
  iso_date,       ///< 2026-11-24, 2026/11/24 or 20261124T…; a time of day may follow
  day_first,      ///< 24.11.2026, 24/11/2026 or 24-11-2026
  month_first,    ///< 11/24/2026
};

/// The numbers of a column; NaN is missing. Kept in float32, or in double where float32 could not tell them apart.
class Numbers {
 public:
  Numbers() = default;
  Numbers(std::vector<double> numbers);
  Numbers(std::vector<float> numbers);

  std::size_t size() const { return floats_ ? floats_->size() : doubles_ ? doubles_->size() : 0; }
  bool empty() const { return size() == 0; }
  bool is_double() const { return doubles_ != nullptr; }
  double operator[](std::size_t row) const { return floats_ ? double{(*floats_)[row]} : (*doubles_)[row]; }
  std::vector<double> to_vector() const;
  /// Those of these rows, in this order.
  Numbers select(const std::vector<std::int64_t>& rows) const;

 private:
  std::shared_ptr<const std::vector<float>> floats_;
  std::shared_ptr<const std::vector<double>> doubles_;
};

/// Equal numbers in the same order; NaN equals NaN.
bool operator==(const Numbers& a, const Numbers& b);

/// Different texts, numbered from 0 in the order in which they were added.
class Levels {
 public:
  std::size_t size() const { return ends_.size(); }
  std::string_view operator[](std::size_t level) const {
    const std::uint64_t begin = level == 0 ? 0 : ends_[level - 1];
    return std::string_view(bytes_).substr(begin, ends_[level] - begin);
  }
  /// Appends a text; that it is a new one is the caller's to know.
  void push_back(std::string_view text) {
    bytes_ += text;
    ends_.push_back(bytes_.size());
  }

 private:
  std::string bytes_;  // one behind the other: a string of its own costs 32 bytes and more
  std::vector<std::uint64_t> ends_;
};

/// The texts of a column as in the file, without their quotes, as codes into the different ones.
class Texts {
 public:
  Texts() = default;
  explicit Texts(const std::vector<std::string>& texts);
  /// codes < levels.size().
  Texts(Levels levels, std::vector<std::uint32_t> codes);

  std::size_t size() const { return codes_ ? codes_->size() : 0; }
  bool empty() const { return size() == 0; }
  std::string_view operator[](std::size_t row) const { return (*levels_)[(*codes_)[row]]; }
  std::uint32_t code(std::size_t row) const { return (*codes_)[row]; }
  /// The different texts; some may belong to no row.
  const Levels& levels() const { return *levels_; }
  std::vector<std::string> to_vector() const;
  Texts select(const std::vector<std::int64_t>& rows) const;

 private:
  std::shared_ptr<const Levels> levels_ = std::make_shared<const Levels>();
  std::shared_ptr<const std::vector<std::uint32_t>> codes_;
};

struct Column {
  std::string name;
  ColumnKind kind = ColumnKind::categorical;
  Numbers numbers = {};  ///< numeric: the number; date: days since 1970-01-01; NaN is missing. Else empty
  Texts texts = {};      ///< categorical and text. Else empty
  Notation notation = Notation::plain;        ///< how the file writes the numbers or dates
  std::vector<std::int64_t> unreadable = {};  ///< rows, ascending, whose text is neither missing nor a number or date
  int field = -1;                             ///< its place in the file's lines, from 0; -1: it is not from a file

  std::int64_t rows() const { return static_cast<std::int64_t>(numbers.empty() ? texts.size() : numbers.size()); }
  /// Whether the row has no value.
  bool missing(std::int64_t row) const;
};

/// A numeric column (NaN is missing); its text is the shortest that reads back as the same number.
Column numeric_column(std::string name, std::vector<double> numbers);
/// The same for float32 numbers.
Column float_column(std::string name, std::vector<float> numbers);
/// A categorical column; "" is missing.
Column categorical_column(std::string name, const std::vector<std::string>& texts);

}  // namespace ansatz
