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
  const Shape kept = kept_shape(shape, call.attributes.integers), strides = row_major_strides(shape);
  bool reduced[Shape::max_rank] = {};
  for (std::int64_t axis : call.attributes.integers) reduced[axis] = true;
  // The next place, row-major, along the axes that are reduced or those that are kept.
  auto advance = [&](std::int64_t* index, std::int64_t& place, bool along_reduced) {
    for (int axis = shape.rank() - 1; axis >= 0; --axis) {
      if (reduced[axis] != along_reduced) continue;
      place += strides[axis];
      if (++index[axis] < shape[axis]) return;
      place -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  };
  const std::int64_t count = kept.size(), each = count ? shape.size() / count : 0;
  with_type(call.type.dtype, [&](auto tag) {
    using T = decltype(tag);
    if constexpr (std::is_arithmetic_v<T> && !std::is_same_v<T, bool>) {
      using Sum = std::conditional_t<std::is_same_v<T, float>, double, T>;
      std::int64_t outer[Shape::max_rank] = {}, begin = 0;
      const T* values = x.as<T>();
      for (std::int64_t i = 0; i < count; ++i, advance(outer, begin, false)) {
        Sum total = start(Sum{});
        std::int64_t inner[Shape::max_rank] = {}, place = begin;
        for (std::int64_t j = 0; j < each; ++j, advance(inner, place, true))
          total = combine(total, static_cast<Sum>(values[place]));
        static_cast<T*>(call.output)[i] = static_cast<T>(total);
      }
    } else {
      fail("{}: {} is no number type to reduce in; cast to f32 or i64 first", name, name_of(call.type.dtype));
    }
  });
}

}  // namespace ansatz
