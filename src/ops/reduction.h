// What reductions share: the shape rule, keeping axes, and the plain loop.
#pragma once

#include "array/convert.h"
#include "array/operation.h"
#include "base/fail.h"
#include "ops/axes.h"

namespace ansatz {

/// integers: the axes, ascending; they disappear.
Type infer_reduction(std::span<const Array> inputs, const Attributes& attributes);

/// `shape` with the axes at extent 1.
Shape kept_shape(const Shape& shape, const std::vector<std::int64_t>& axes);

/// Records the reduction, and the reshape that keeps the axes when asked.
Array record_reduction(const Operation& operation, const Array& x, const std::vector<int>& axes, bool keep_axes);

/// `name` is for messages. output = combine(output, x) over the reduced elements, beginning with start(T{}); real sums run in double.
template <class Combine, class Start>
void reduce(const char* name, const Evaluation& call, Combine combine, Start start) {
  const Operand& x = call.inputs[0];
  const Shape& shape = *x.shape;
  const Shape kept = kept_shape(shape, call.attributes.integers);
  Shape strides = row_major_strides(kept);
  for (std::int64_t axis : call.attributes.integers) strides[static_cast<int>(axis)] = 0;
  with_type(call.type.dtype, [&](auto tag) {
    using T = decltype(tag);
    if constexpr (std::is_arithmetic_v<T> && !std::is_same_v<T, bool>) {
      using Sum = std::conditional_t<std::is_same_v<T, float>, double, T>;
      std::vector<Sum> totals(kept.size(), start(Sum{}));
      std::int64_t index[Shape::max_rank] = {}, place = 0;
      const T* values = x.as<T>();
      for (std::int64_t i = 0; i < shape.size(); ++i) {
        totals[place] = combine(totals[place], static_cast<Sum>(values[i]));
        for (int axis = shape.rank() - 1; axis >= 0; --axis) {
          place += strides[axis];
          if (++index[axis] < shape[axis]) break;
          place -= strides[axis] * shape[axis];
          index[axis] = 0;
        }
      }
      for (std::size_t i = 0; i < totals.size(); ++i) static_cast<T*>(call.output)[i] = static_cast<T>(totals[i]);
    } else {
      fail("{}: {} is no number type to reduce in; cast to f32 or i64 first", name, name_of(call.type.dtype));
    }
  });
}

}  // namespace ansatz
