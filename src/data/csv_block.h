// A piece of a CSV file, read by one thread without knowing the pieces before it.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "data/dictionary.h"
#include "data/records.h"

namespace ansatz {

/// How the fields of a column are read.
struct ColumnReading {
  enum class As { nothing, numbers, texts } as = As::texts;
  Notation notation = Notation::plain;  ///< of numbers and dates
};

/// What decides whether float32 can tell numbers apart.
struct NumberRange {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  bool whole = true;  ///< none has a fraction; looked at only where it matters: beyond 2²⁴, and for dates
  void add(const std::vector<double>& numbers, bool always);
  void add(const NumberRange& other);
  /// Whole numbers that float32 doesn't hold, or a step of float32 that is coarse for the range.
  bool needs_double() const;
};

/// Which records are kept: each with the same probability, told by where it begins alone.
struct RecordSample {
  double share = 1;
  std::uint64_t seed = 0;
  bool all() const { return share >= 1; }
  bool keeps(std::uint64_t offset) const;
};

struct BlockColumn {
  std::vector<double> numbers;           ///< NaN: missing or unreadable
  std::vector<std::int64_t> unreadable;  ///< rows of the block
  NumberRange range;
  Dictionary levels;
  std::vector<std::uint32_t> codes;
};

struct Block {
  std::uint64_t begin = 0, end = 0;  ///< of its records
  bool found = true;                 ///< false: where its first record begins isn't known without what is before it
  std::int64_t rows = 0, lines = 0;  ///< rows: records, kept or not
  std::vector<std::int64_t> kept;    ///< records of the block, when only a sample is kept: one a value of a column
  std::vector<RecordMark> marks;     ///< record and line count from the block's first, which is 0
  std::vector<BlockColumn> columns;
  std::string error;        ///< what is wrong at error_line (from 0), for after "file:line: "
  bool whole_file = false;  ///< `error` is about the file, for after "file "
  std::int64_t error_line = 0;
  std::int64_t error_position = 0;  ///< the first field too many: its first character's in its line, from 1; 0: none
  std::size_t error_fields = 0;     ///< of a record that has too few of them; 0: it hasn't
};

/// Reads the records that begin in bytes [from, to). `known`: a record begins at `from`; otherwise the first one begins
/// behind the first line end, which is wrong when that one is inside of quotes: the caller compares `begin` with the
/// `end` before it, and reads the block again from there when they differ.
Block read_block(const Records& records, const std::vector<ColumnReading>& columns, std::uint64_t from,
                 std::uint64_t to, bool known, const RecordSample& sample = {},
                 std::int64_t most_rows = std::numeric_limits<std::int64_t>::max());

}  // namespace ansatz
