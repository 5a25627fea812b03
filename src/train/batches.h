// Batches of the training rows.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "ansatz/array.h"
#include "train/network.h"
#include "train/row_stream.h"

namespace ansatz {

/// Batches of the training rows, shuffled anew each epoch: seed and epoch alone give the order, so that a run can go on
/// from any batch. The memory of a batch is used again by the next. Keeps a reference to the data.
class Batches {
 public:
  /// `folds`: as TableNetwork::folds; `threads`: as `pick_rows`.
  Batches(const Prepared& data, std::int64_t batch, int folds, std::uint64_t seed, int threads);
  /// The rows of the stream instead, which belong to no fold; the data are what validates then.
  Batches(const Prepared& data, std::int64_t batch, int folds, std::uint64_t seed, int threads,
          std::unique_ptr<RowStream> stream);

  /// Batches in an epoch; rows that don't fill one are left out of this epoch.
  std::int64_t count() const;
  /// Features [batch, F]; targets [batch, outputs], or class numbers i64 [batch]; folds [batch, 1].
  const std::vector<Array>& arrays() const { return arrays_; }

  /// `epoch` counts from 1.
  void start_epoch(int epoch);
  /// The arrays, filled with this batch of the epoch, counted from 0.
  const std::vector<Array>& fill(std::int64_t number);

 private:
  const Prepared& data_;
  std::int64_t batch_;
  int folds_;
  std::uint64_t seed_;
  int threads_;
  std::vector<Array> arrays_;
  std::vector<std::int64_t> order_;
  std::unique_ptr<RowStream> stream_;
  std::int64_t next_ = 0;  // the batch that the stream is at
};

}  // namespace ansatz
