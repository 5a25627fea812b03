#include "data/column_store.h"

#include <cmath>

namespace ansatz {
namespace {

template <class Value> void make_room(std::vector<Value>& values, std::size_t more, std::int64_t expected) {
  const std::size_t wanted = values.size() + more;
  if (wanted <= values.capacity()) return;
  values.reserve(std::max({wanted, static_cast<std::size_t>(expected), values.capacity() + values.capacity() / 2}));
}

}  // namespace

void ColumnStore::expect(std::int64_t rows) { expected_ = rows; }

void ColumnStore::append(BlockColumn& block, std::int64_t first, ColumnReading::As as) {
  if (as == ColumnReading::As::texts) {
    std::vector<std::uint32_t> codes(block.levels.levels().size());
    for (std::size_t level = 0; level < codes.size(); ++level)
      codes[level] = dictionary_.code(block.levels.levels()[level]);
    make_room(codes_, block.codes.size(), expected_);
    for (const std::uint32_t code : block.codes) codes_.push_back(codes[code]);
  } else {
    range_.add(block.range);
    if (floats_.empty() && needs_double(block.range)) doubles_wanted_ = true;
    for (const double number : block.numbers) present_ += !std::isnan(number);
    for (const std::int64_t row : block.unreadable) unreadable_.push_back(first + row);
    if (doubles_wanted_) {
      make_room(doubles_, block.numbers.size(), expected_);
      doubles_.insert(doubles_.end(), block.numbers.begin(), block.numbers.end());
    } else {
      make_room(floats_, block.numbers.size(), expected_);
      for (const double number : block.numbers) floats_.push_back(static_cast<float>(number));
    }
  }
  block = {};
}

Numbers ColumnStore::take_numbers() {
  if (!in_doubles()) return std::move(floats_);
  if (needs_double(range_)) return std::move(doubles_);
  return std::vector<float>(doubles_.begin(), doubles_.end());
}

Texts ColumnStore::take_texts() { return Texts(dictionary_.take(), std::move(codes_)); }

}  // namespace ansatz
