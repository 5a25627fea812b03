// The rows of a file of which a table is a sample, piece by piece: those that are not in the sample, or all.
#pragma once

#include <cstdint>
#include <vector>

#include "ansatz/table.h"
#include "data/csv_block.h"

namespace ansatz {

class TableStream {
 public:
  /// `sample`: a table for which sampled() is true.
  explicit TableStream(const Table& sample);

  /// Rows that are not in the sample.
  std::int64_t rows() const;
  /// Pieces of about 1 MB of the file.
  std::size_t pieces() const { return begins_.size(); }
  /// The piece's rows that are not in the sample, with the sample's columns and their kinds; it may have none.
  Table piece(std::size_t number) const;
  /// All rows of the piece.
  Table whole_piece(std::size_t number) const;

 private:
  Table sample_;
  std::vector<std::int64_t> taken_;  // the sample's records, ascending
  std::vector<ColumnReading> readings_;
  std::vector<RecordMark> begins_;
};

}  // namespace ansatz
