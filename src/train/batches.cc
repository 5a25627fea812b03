#include "train/batches.h"

#include <algorithm>
#include <span>

#include "ansatz/split.h"
#include "array/node.h"
#include "train/pick_rows.h"

namespace ansatz {

Batches::Batches(const Prepared& data, std::int64_t batch, int folds, std::uint64_t seed, int threads)
    : data_(data), batch_(batch), folds_(std::max(folds, 1)), seed_(seed), threads_(threads) {
  arrays_.push_back(Array(std::vector<float>(batch * data.encoder.features()), {batch, data.encoder.features()}));
  if (data.target.task == Task::regression)
    arrays_.push_back(Array(std::vector<float>(batch * data.target.outputs(), 1.0f), {batch, data.target.outputs()}));
  else
    arrays_.push_back(Array(std::vector<std::int64_t>(batch), {batch}));
  arrays_.push_back(Array(std::vector<float>(batch), {batch, 1}));
}

Batches::Batches(const Prepared& data, std::int64_t batch, int folds, std::uint64_t seed, int threads,
                 std::unique_ptr<RowStream> stream)
    : Batches(data, batch, folds, seed, threads) {
  stream_ = std::move(stream);
}

std::int64_t Batches::count() const {
  return std::max<std::int64_t>(1, (stream_ ? stream_->rows() : data_.training) / batch_);
}

void Batches::start_epoch(int epoch) {
  next_ = 0;
  if (stream_) return stream_->start_epoch(epoch);
  order_ = shuffled(data_.training, seed_, static_cast<std::uint64_t>(epoch));
}

const std::vector<Array>& Batches::fill(std::int64_t number) {
  const std::int64_t width = data_.encoder.features();
  const std::int64_t outputs = data_.target.outputs();
  auto* x = reinterpret_cast<float*>(arrays_[0].node()->data->data());
  auto* values = reinterpret_cast<float*>(arrays_[1].node()->data->data());
  if (stream_) {
    const bool numbers = data_.target.task == Task::regression;
    // A run that goes on passes over the batches before.
    for (; next_ <= number; ++next_)
      for (std::int64_t i = 0; i < batch_; ++i) {
        std::int64_t code = 0;
        stream_->take(x + i * width, numbers ? values + i * outputs : nullptr, code);
        reinterpret_cast<float*>(arrays_[2].node()->data->data())[i] = static_cast<float>(folds_);
        if (!numbers)
          reinterpret_cast<std::int64_t*>(arrays_[1].node()->data->data())[i] = code;
      }
    return arrays_;
  }
  const std::span<const std::int64_t> rows(order_.data() + number * batch_, static_cast<std::size_t>(batch_));
  pick_rows(data_.features.data(), width, rows, x, threads_);
  for (std::int64_t i = 0; i < batch_; ++i) {
    const std::int64_t row = rows[i];
    reinterpret_cast<float*>(arrays_[2].node()->data->data())[i] = static_cast<float>(row % folds_);
    if (data_.target.task == Task::regression)
      std::copy_n(data_.target.values.begin() + row * outputs, outputs, values + i * outputs);
    else
      reinterpret_cast<std::int64_t*>(arrays_[1].node()->data->data())[i] = data_.target.codes[row];
  }
  return arrays_;
}

}  // namespace ansatz
