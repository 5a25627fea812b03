// Training rows that are read from their file as they are needed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/encoder.h"
#include "data/table_stream.h"
#include "data/target.h"

namespace ansatz {

/// The rows of a file beside the sample, encoded and shuffled: the file's pieces come in an order that seed and epoch give,
/// eight of them are in memory at a time, and their rows are mixed.
class RowStream {
 public:
  /// The target gives its names, task and classes.
  RowStream(const Table& sample, const Encoder& encoder, const Target& target, std::uint64_t seed);

  /// Rows in an epoch; fewer when some have no target.
  std::int64_t rows() const { return stream_.rows(); }
  void start_epoch(int epoch);
  /// The next row: features [F], and its values (one a target) or its class. Begins anew when the file is over.
  void take(float* features, float* values, std::int64_t& code);

 private:
  void refill();

  TableStream stream_;
  Encoder encoder_;
  std::vector<std::string> names_;
  Task task_;
  std::vector<std::string> classes_;
  std::uint64_t seed_;
  int epoch_ = 1;
  std::vector<std::int64_t> pieces_;  // in this epoch's order
  std::size_t next_piece_ = 0, next_row_ = 0;
  std::vector<float> features_, values_;
  std::vector<std::int32_t> codes_;
  std::vector<std::int64_t> order_;
};

}  // namespace ansatz
