// Places and strides: how operands are walked through, and which dimensions can be walked as one.
#pragma once

#include <vector>

#include "plan/plan.h"

namespace ansatz::plan {

/// Whether the elements lie one behind the other in row-major order.
bool is_row_major(const Place& place, const Shape& shape);

/// Strides of an operand of `shape` seen under the larger shape `result`: 0 where it is repeated.
Shape stretched_strides(const Shape& strides, const Shape& shape, const Shape& result);

/// Whether every element of the shape is the same one.
bool is_one_element(const Shape& strides, const Shape& shape);

/// An iteration space, innermost dimension first, with the strides of each operand in it.
struct Space {
  std::vector<std::int64_t> extents;
  std::vector<std::vector<std::int64_t>> strides;  // [operand][dimension]
};

/// Merges neighbouring dimensions that every operand walks through as one.
Space collapse(const Shape& shape, const std::vector<Shape>& operands);

}  // namespace ansatz::plan
