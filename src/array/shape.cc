#include "ansatz/shape.h"

#include "base/fail.h"

namespace ansatz {

Shape::Shape(std::span<const std::int64_t> extents) {
  for (std::int64_t extent : extents) push_back(extent);
}

void Shape::push_back(std::int64_t extent) { insert(rank_, extent); }

void Shape::insert(int axis, std::int64_t extent) {
  if (rank_ == max_rank) fail("an array has at most {} dimensions", max_rank);
  if (extent < 0) fail("a dimension cannot have the extent {}; extents are 0 or more", extent);
  for (int i = rank_; i > axis; --i) extents_[i] = extents_[i - 1];
  extents_[axis] = extent;
  ++rank_;
}

void Shape::erase(int axis) {
  for (int i = axis; i + 1 < rank_; ++i) extents_[i] = extents_[i + 1];
  extents_[--rank_] = 0;
}

std::string to_string(const Shape& shape) { return fmt::format("[{}]", fmt::join(shape.begin(), shape.end(), ", ")); }

bool broadcast(const Shape& a, const Shape& b, Shape& result) {
  const Shape& longer = a.rank() >= b.rank() ? a : b;
  const Shape& shorter = a.rank() >= b.rank() ? b : a;
  result = longer;
  const int offset = longer.rank() - shorter.rank();
  for (int i = 0; i < shorter.rank(); ++i) {
    const std::int64_t x = longer[offset + i], y = shorter[i];
    if (x != y && x != 1 && y != 1) return false;
    result[offset + i] = x == 1 ? y : x;
  }
  return true;
}

}  // namespace ansatz
