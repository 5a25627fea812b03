// The lines of a CSV file, to be read again: their texts are not kept in memory.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "data/csv_scan.h"
#include "data/source.h"

namespace ansatz {

/// Where a record (a row of the file, which may span lines) begins.
struct RecordMark {
  std::int64_t record = 0;
  std::uint64_t offset = 0;
  std::int64_t line = 1;
};

/// A CSV file's records and where some of them begin.
class Records {
 public:
  std::shared_ptr<const Source> source;
  std::string label;  ///< the file's name for messages
  char separator = ',';
  int fields = 0;                 ///< of each record
  std::uint64_t end = 0;          ///< where the last record ends, without line ends behind it
  std::int64_t count = 0;         ///< of records
  std::vector<RecordMark> marks;  ///< ascending; the first is record 0
};

/// One record after the other, or in any order that mostly ascends.
class RecordReader {
 public:
  struct Field {
    std::string text;
    std::uint32_t position = 1;  ///< of its first character in its line, from 1
  };

  explicit RecordReader(const Records& records) : records_(records) {}
  /// The record's fields; they are overwritten by the next call. Throws when the file has changed meanwhile.
  const std::vector<Field>& read(std::int64_t record);
  /// The line where the record that was read begins, from 1.
  std::int64_t line() const { return line_; }

 private:
  void seek(std::int64_t record);
  void next();
  bool parse();
  void load(std::size_t length);

  const Records& records_;
  std::vector<Field> fields_;
  std::string buffer_, scratch_;
  std::string_view bytes_;  // of the file, from offset_
  std::uint64_t offset_ = 0;
  std::size_t at_ = 0;  // in bytes_: where the record `coming_` begins
  std::int64_t coming_ = -1, coming_line_ = 1, line_ = 1;
};

}  // namespace ansatz
