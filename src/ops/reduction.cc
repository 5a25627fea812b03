#include "ops/reduction.h"

#include "ansatz/operations.h"

namespace ansatz {

Type infer_reduction(std::span<const Array> inputs, const Attributes& attributes) {
  Shape shape = inputs[0].shape();
  for (auto axis = attributes.integers.rbegin(); axis != attributes.integers.rend(); ++axis)
    shape.erase(static_cast<int>(*axis));
  return {shape, inputs[0].dtype()};
}

Shape kept_shape(const Shape& shape, const std::vector<std::int64_t>& axes) {
  Shape kept = shape;
  for (std::int64_t axis : axes) kept[static_cast<int>(axis)] = 1;
  return kept;
}

Array record_reduction(const Operation& operation, const Array& x, const std::vector<int>& axes, bool keep_axes) {
  Attributes attributes{.integers = wrap_axes(operation.name, axes, x.rank())};
  const Shape kept = kept_shape(x.shape(), attributes.integers);
  const Array result = record(operation, {x}, std::move(attributes));
  return keep_axes ? reshape(result, kept) : result;
}

}  // namespace ansatz
