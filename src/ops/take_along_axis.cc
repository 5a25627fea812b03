#include <algorithm>

#include "ansatz/operations.h"
#include "array/convert.h"
#include "base/fail.h"
#include "ops/axes.h"
#include "ops/elementwise.h"
#include "ops/indices.h"

namespace ansatz {
namespace {

int axis_of(const Attributes& attributes) { return static_cast<int>(attributes.integers[0]); }

void require_fit(const char* operation, const Array& x, const Array& indices, int axis) {
  require_indices(operation, indices);
  Shape same = indices.shape();
  if (same.rank() == x.rank()) same[axis] = x.shape()[axis];
  if (!(same == x.shape()))
    fail("{}: the indices {} do not fit {}; only the extent of axis {} may differ", operation,
         to_string(indices.shape()), to_string(x.shape()), axis);
}

// Calls visit(place in x, place in the indices) for every index.
template <class Visit>
void for_each_index(const char* operation, const Operand& indices, const Shape& x, int axis, Visit visit) {
  const auto [outer, count, inner] = axis_view(*indices.shape, axis);
  const std::int64_t extent = x[axis];
  std::int64_t place = 0;
  for (std::int64_t i = 0; i < outer; ++i)
    for (std::int64_t j = 0; j < count; ++j)
      for (std::int64_t k = 0; k < inner; ++k, ++place)
        visit((i * extent + index_at(operation, indices, place, extent)) * inner + k, place);
}

Type infer(std::span<const Array> inputs, const Attributes& attributes) {
  require_fit("take_along_axis", inputs[0], inputs[1], axis_of(attributes));
  return {inputs[1].shape(), inputs[0].dtype()};
}

std::vector<Array> gradient(const Array&, std::span<const Array> x, const Attributes& attributes, const Array& dy) {
  return {scatter_add_along_axis(zeros_like(x[0]), x[1], dy, axis_of(attributes)), no_gradient()};
}

void evaluate(const Evaluation& call) {
  with_type(call.type.dtype, [&](auto tag) {
    using T = decltype(tag);
    for_each_index(
        "take_along_axis", call.inputs[1], *call.inputs[0].shape, axis_of(call.attributes),
        [&](std::int64_t from, std::int64_t to) { static_cast<T*>(call.output)[to] = call.inputs[0].as<T>()[from]; });
  });
}

// Inputs: x, indices, updates.
Type infer_scatter(std::span<const Array> inputs, const Attributes& attributes) {
  require_fit("scatter_add_along_axis", inputs[0], inputs[1], axis_of(attributes));
  if (!(inputs[2].shape() == inputs[1].shape()))
    fail("scatter_add_along_axis: the updates have the shape {}; {} is needed", to_string(inputs[2].shape()),
         to_string(inputs[1].shape()));
  return {inputs[0].shape(), inputs[0].dtype()};
}

std::vector<Array> gradient_scatter(const Array&, std::span<const Array> x, const Attributes& attributes,
                                    const Array& dy) {
  return {dy, no_gradient(), take_along_axis(dy, x[1], axis_of(attributes))};
}

void evaluate_scatter(const Evaluation& call) {
  with_type(call.type.dtype, [&](auto tag) {
    using T = decltype(tag);
    if constexpr (std::is_arithmetic_v<T> && !std::is_same_v<T, bool>) {
      T* output = static_cast<T*>(call.output);
      std::copy_n(call.inputs[0].as<T>(), call.type.shape.size(), output);
      for_each_index("scatter_add_along_axis", call.inputs[1], call.type.shape, axis_of(call.attributes),
                     [&](std::int64_t to, std::int64_t from) {
                       output[to] = static_cast<T>(output[to] + call.inputs[2].as<T>()[from]);
                     });
    } else {
      fail("scatter_add_along_axis: {} is no number type to add in; cast to f32 first", name_of(call.type.dtype));
    }
  });
}

const Operation take_operation{"take_along_axis", Kind::general, infer, gradient, evaluate, "GatherElements"};
const Operation scatter_operation{"scatter_add_along_axis", Kind::general, infer_scatter, gradient_scatter,
                                  evaluate_scatter};

}  // namespace

/// y[…, i, …] = x[…, indices[…, i, …], …] along an axis: each element has its own index. The shape is that of the
/// indices (i32 or i64), which differs from x's only along the axis.
Array take_along_axis(const Array& x, const Array& indices, int axis) {
  return record(take_operation, {x, indices}, {.integers = {wrap_axis("take_along_axis", axis, x.rank())}});
}

/// x with x[…, indices[…, i, …], …] += updates[…, i, …]; indices and updates have one shape.
Array scatter_add_along_axis(const Array& x, const Array& indices, const Array& updates, int axis) {
  std::vector<Array> numbers{x, updates};
  promote(numbers, 0, false, false);
  return record(scatter_operation, {numbers[0], indices, numbers[1]},
                {.integers = {wrap_axis("scatter_add_along_axis", axis, x.rank())}});
}

}  // namespace ansatz
