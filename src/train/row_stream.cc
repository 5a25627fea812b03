#include "train/row_stream.h"

#include <algorithm>

#include "ansatz/split.h"
#include "base/fail.h"
#include "base/nearest.h"
#include "model/derived_columns.h"

namespace ansatz {
namespace {

constexpr std::size_t pieces_at_a_time = 8;
constexpr std::uint64_t rows_stream = 0x726F7773;  // "rows": the order of rows is another stream than that of pieces

}  // namespace

RowStream::RowStream(const Table& sample, const Encoder& encoder, const Target& target, std::uint64_t seed)
    : stream_(sample),
      encoder_(encoder),
      names_(target.names),
      task_(target.task),
      classes_(target.classes),
      seed_(seed) {}

void RowStream::start_epoch(int epoch) {
  epoch_ = epoch;
  pieces_ = shuffled(static_cast<std::int64_t>(stream_.pieces()), seed_, static_cast<std::uint64_t>(epoch));
  next_piece_ = next_row_ = 0;
  order_.clear();
}

void RowStream::refill() {
  const std::size_t first = next_piece_;
  features_.clear();
  values_.clear();
  codes_.clear();
  std::vector<std::string> unused;  // the sample's notes said it
  while (next_piece_ < pieces_.size() && next_piece_ < first + pieces_at_a_time) {
    const Table piece = stream_.piece(static_cast<std::size_t>(pieces_[next_piece_++]));
    std::vector<const Column*> columns;
    for (const std::string& name : names_) columns.push_back(&piece.column(name));
    bool any = false;
    for (std::int64_t row = 0; row < piece.rows() && !any; ++row)
      any = std::none_of(columns.begin(), columns.end(), [&](const Column* column) { return column->missing(row); });
    if (!any) continue;
    const Target target = read_targets(piece, names_, task_, classes_);
    const std::vector<float> features = encode_derived(encoder_, piece.select(target.rows), unused);
    features_.insert(features_.end(), features.begin(), features.end());
    values_.insert(values_.end(), target.values.begin(), target.values.end());
    codes_.insert(codes_.end(), target.codes.begin(), target.codes.end());
  }
  const std::size_t count = task_ == Task::regression ? values_.size() / names_.size() : codes_.size();
  order_ = shuffled(static_cast<std::int64_t>(count), seed_ ^ rows_stream,
                    static_cast<std::uint64_t>(epoch_) << 32 | static_cast<std::uint64_t>(first));
  next_row_ = 0;
}

void RowStream::take(float* features, float* values, std::int64_t& code) {
  for (bool again = false; next_row_ == order_.size();) {
    if (next_piece_ == pieces_.size()) {
      if (again) fail("no row beside the sample has a value of {}", quoted_list(names_));
      again = true;
      start_epoch(epoch_);
    }
    refill();
  }
  const auto row = static_cast<std::size_t>(order_[next_row_++]);
  const auto width = static_cast<std::size_t>(encoder_.features());
  std::copy_n(features_.begin() + static_cast<std::ptrdiff_t>(row * width), width, features);
  if (task_ == Task::regression)
    std::copy_n(values_.begin() + static_cast<std::ptrdiff_t>(row * names_.size()), names_.size(), values);
  else
    code = codes_[row];
}

}  // namespace ansatz
