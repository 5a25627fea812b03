#include <cstring>

#include "ansatz/operations.h"
#include "base/fail.h"
#include "ops/axes.h"
#include "ops/elementwise.h"
#include "ops/known.h"

namespace ansatz {
namespace {

// integers: {axis}
Type infer(std::span<const Array> inputs, const Attributes& attributes) {
  const int axis = static_cast<int>(attributes.integers[0]);
  Shape shape = inputs[0].shape();
  for (const Array& input : inputs.subspan(1)) {
    Shape same = input.shape();
    if (same.rank() == shape.rank()) same[axis] = shape[axis];
    if (!(same == shape))
      fail("concatenate: {} and {} do not fit; only the extents of axis {} may differ", to_string(inputs[0].shape()),
           to_string(input.shape()), axis);
    shape[axis] += input.shape()[axis];
  }
  return {shape, inputs[0].dtype()};
}

std::vector<Array> gradient(const Array&, std::span<const Array> x, const Attributes& attributes, const Array& dy) {
  const int axis = static_cast<int>(attributes.integers[0]);
  std::vector<std::int64_t> sizes;
  for (const Array& input : x) sizes.push_back(input.shape()[axis]);
  return split(dy, sizes, axis);
}

void evaluate(const Evaluation& call) {
  const int axis = static_cast<int>(call.attributes.integers[0]);
  auto* output = static_cast<std::byte*>(call.output);
  const AxisView whole = axis_view(call.type.shape, axis);
  for (std::int64_t outer = 0; outer < whole.outer; ++outer)
    for (const Operand& input : call.inputs) {
      const std::size_t bytes = (*input.shape)[axis] * whole.inner * size_of(call.type.dtype);
      if (bytes) std::memcpy(output, input.as<std::byte>() + outer * bytes, bytes);
      output += bytes;
    }
}

}  // namespace

const Operation concatenate_operation{"concatenate", Kind::general, infer, gradient, evaluate, "Concat"};

/// The arrays one after the other along an axis; their other extents are equal.
Array concatenate(const std::vector<Array>& arrays, int axis /*= 0*/) {
  if (arrays.empty()) fail("concatenate: there is no array to begin with");
  const int wrapped = wrap_axis("concatenate", axis, arrays[0].rank());
  std::vector<Array> operands = arrays;
  promote(operands, 0, false, false);
  if (operands.size() == 1) return operands[0];
  return record(concatenate_operation, std::move(operands), {.integers = {wrapped}});
}

/// The arrays, all of one shape, beside each other along a new axis.
Array stack(const std::vector<Array>& arrays, int axis /*= 0*/) {
  if (arrays.empty()) fail("stack: there is no array to begin with");
  std::vector<Array> layers;
  for (const Array& array : arrays) {
    if (!(array.shape() == arrays[0].shape()))
      fail("stack: {} and {} differ", to_string(arrays[0].shape()), to_string(array.shape()));
    layers.push_back(unsqueeze(array, axis));
  }
  return concatenate(layers, axis);
}

}  // namespace ansatz
