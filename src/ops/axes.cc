#include "ops/axes.h"

#include <algorithm>

#include "base/fail.h"

namespace ansatz {

int wrap_axis(const char* operation, int axis, int rank) {
  const int wrapped = axis < 0 ? axis + rank : axis;
  if (wrapped < 0 || wrapped >= rank) fail("{}: there is no axis {} in an array of {} dimensions", operation, axis, rank);
  return wrapped;
}

std::vector<std::int64_t> wrap_axes(const char* operation, const std::vector<int>& axes, int rank) {
  std::vector<std::int64_t> result;
  if (axes.empty())
    for (int i = 0; i < rank; ++i) result.push_back(i);
  for (int axis : axes) result.push_back(wrap_axis(operation, axis, rank));
  std::sort(result.begin(), result.end());
  if (auto twice = std::adjacent_find(result.begin(), result.end()); twice != result.end())
    fail("{}: the axis {} is named twice", operation, *twice);
  return result;
}

Shape row_major_strides(const Shape& shape) {
  Shape strides = shape;
  std::int64_t step = 1;
  for (int i = shape.rank() - 1; i >= 0; --i) {
    strides[i] = step;
    step *= shape[i] ? shape[i] : 1;
  }
  return strides;
}

AxisView axis_view(const Shape& shape, int axis) {
  AxisView view{1, shape[axis], 1};
  for (int i = 0; i < axis; ++i) view.outer *= shape[i];
  for (int i = axis + 1; i < shape.rank(); ++i) view.inner *= shape[i];
  return view;
}

}  // namespace ansatz
