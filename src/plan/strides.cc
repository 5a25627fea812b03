#include "plan/strides.h"

namespace ansatz::plan {

bool is_row_major(const Place& place, const Shape& shape) {
  std::int64_t step = 1;
  for (int i = shape.rank() - 1; i >= 0; --i) {
    if (shape[i] != 1 && place.strides[i] != step) return false;
    step *= shape[i];
  }
  return true;
}

Shape stretched_strides(const Shape& strides, const Shape& shape, const Shape& result) {
  Shape stretched = result;
  const int offset = result.rank() - shape.rank();
  for (int i = 0; i < result.rank(); ++i) stretched[i] = i < offset || shape[i - offset] == 1 ? 0 : strides[i - offset];
  return stretched;
}

bool is_one_element(const Shape& strides, const Shape& shape) {
  for (int i = 0; i < shape.rank(); ++i)
    if (shape[i] != 1 && strides[i] != 0) return false;
  return true;
}

Space collapse(const Shape& shape, const std::vector<Shape>& operands) {
  Space space;
  space.strides.resize(operands.size());
  for (int i = shape.rank() - 1; i >= 0; --i) {
    if (shape[i] == 1) continue;
    bool merges = !space.extents.empty();
    for (std::size_t o = 0; o < operands.size() && merges; ++o)
      merges = operands[o][i] == space.strides[o].back() * space.extents.back();
    if (merges) {
      space.extents.back() *= shape[i];
    } else {
      space.extents.push_back(shape[i]);
      for (std::size_t o = 0; o < operands.size(); ++o) space.strides[o].push_back(operands[o][i]);
    }
  }
  return space;
}

}  // namespace ansatz::plan
