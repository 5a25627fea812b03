// Axes as people write them: negative ones count from the end.
#pragma once

#include <vector>

#include "ansatz/shape.h"

namespace ansatz {

/// The axis in [0, rank). Throws `Error` naming `operation` when there is none.
int wrap_axis(const char* operation, int axis, int rank);

/// Ascending, each once; all of them when `axes` is empty. Throws `Error` for an axis that is missing or named twice.
std::vector<std::int64_t> wrap_axes(const char* operation, const std::vector<int>& axes, int rank);

/// Row-major strides in elements.
Shape row_major_strides(const Shape& shape);

/// A row-major shape seen from one axis: [outer, extent, inner].
struct AxisView {
  std::int64_t outer, extent, inner;
};
AxisView axis_view(const Shape& shape, int axis);

}  // namespace ansatz
