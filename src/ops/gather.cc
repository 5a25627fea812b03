#include <algorithm>
#include <cstring>

#include "ansatz/operations.h"
#include "array/convert.h"
#include "base/fail.h"
#include "ops/axes.h"
#include "ops/elementwise.h"
#include "ops/indices.h"

namespace ansatz {
namespace {

int axis_of(const Attributes& attributes) { return static_cast<int>(attributes.integers[0]); }

Shape gathered_shape(const Shape& x, const Shape& indices, int axis) {
  Shape shape = x;
  shape.erase(axis);
  for (int i = 0; i < indices.rank(); ++i) shape.insert(axis + i, indices[i]);
  return shape;
}

Type infer(std::span<const Array> inputs, const Attributes& attributes) {
  require_indices("gather", inputs[1]);
  return {gathered_shape(inputs[0].shape(), inputs[1].shape(), axis_of(attributes)), inputs[0].dtype()};
}

std::vector<Array> gradient(const Array&, std::span<const Array> x, const Attributes& attributes, const Array& dy) {
  return {scatter_add(zeros_like(x[0]), x[1], dy, axis_of(attributes)), no_gradient()};
}

void evaluate(const Evaluation& call) {
  const auto [outer, extent, inner] = axis_view(*call.inputs[0].shape, axis_of(call.attributes));
  const std::int64_t count = call.inputs[1].shape->size();
  const std::size_t bytes = inner * size_of(call.type.dtype);
  auto* output = static_cast<std::byte*>(call.output);
  for (std::int64_t i = 0; i < outer; ++i)
    for (std::int64_t j = 0; j < count; ++j, output += bytes) {
      const std::int64_t index = index_at("gather", call.inputs[1], j, extent);
      if (bytes) std::memcpy(output, call.inputs[0].as<std::byte>() + (i * extent + index) * bytes, bytes);
    }
}

// Inputs: x, indices, updates.
Type infer_scatter(std::span<const Array> inputs, const Attributes& attributes) {
  require_indices("scatter_add", inputs[1]);
  const Shape expected = gathered_shape(inputs[0].shape(), inputs[1].shape(), axis_of(attributes));
  if (!(inputs[2].shape() == expected))
    fail("scatter_add: the updates have the shape {}; {} is needed", to_string(inputs[2].shape()), to_string(expected));
  return {inputs[0].shape(), inputs[0].dtype()};
}

std::vector<Array> gradient_scatter(const Array&, std::span<const Array> x, const Attributes& attributes,
                                    const Array& dy) {
  return {dy, no_gradient(), gather(dy, x[1], axis_of(attributes))};
}

void evaluate_scatter(const Evaluation& call) {
  const auto [outer, extent, inner] = axis_view(call.type.shape, axis_of(call.attributes));
  const std::int64_t count = call.inputs[1].shape->size();
  with_type(call.type.dtype, [&, outer = outer, extent = extent, inner = inner](auto tag) {
    using T = decltype(tag);
    if constexpr (std::is_arithmetic_v<T> && !std::is_same_v<T, bool>) {
      T* output = static_cast<T*>(call.output);
      std::copy_n(call.inputs[0].as<T>(), call.type.shape.size(), output);
      const T* update = call.inputs[2].as<T>();
      for (std::int64_t i = 0; i < outer; ++i)
        for (std::int64_t j = 0; j < count; ++j, update += inner) {
          T* target = output + (i * extent + index_at("scatter_add", call.inputs[1], j, extent)) * inner;
          for (std::int64_t k = 0; k < inner; ++k) target[k] = static_cast<T>(target[k] + update[k]);
        }
    } else {
      fail("scatter_add: {} is no number type to add in; cast to f32 first", name_of(call.type.dtype));
    }
  });
}

const Operation gather_operation{"gather", Kind::general, infer, gradient, evaluate, "Gather"};
const Operation scatter_add_operation{"scatter_add", Kind::general, infer_scatter, gradient_scatter, evaluate_scatter};

}  // namespace

/// The parts of x at the indices along an axis: the axis is replaced by the dimensions of `indices` (i32 or i64), so
/// gather(table [n, d], indices [b, t]) is [b, t, d]. Throws `Error` when run with an index outside of the axis.
Array gather(const Array& x, const Array& indices, int axis /*= 0*/) {
  return record(gather_operation, {x, indices}, {.integers = {wrap_axis("gather", axis, x.rank())}});
}

/// x with the updates added to its parts at the indices along an axis; where an index occurs twice both are added.
/// `updates` has the shape of gather(x, indices, axis).
Array scatter_add(const Array& x, const Array& indices, const Array& updates, int axis /*= 0*/) {
  std::vector<Array> numbers{x, updates};
  promote(numbers, 0, false, false);
  return record(scatter_add_operation, {numbers[0], indices, numbers[1]},
                {.integers = {wrap_axis("scatter_add", axis, x.rank())}});
}

}  // namespace ansatz
