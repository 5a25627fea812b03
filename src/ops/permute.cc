#include <numeric>

#include "ansatz/operations.h"
#include "base/fail.h"
#include "ops/axes.h"
#include "ops/known.h"
#include "ops/strided_copy.h"

namespace ansatz {
namespace {

Type infer(std::span<const Array> inputs, const Attributes& attributes) {
  Shape shape;
  for (std::int64_t axis : attributes.integers) shape.push_back(inputs[0].shape()[static_cast<int>(axis)]);
  return {shape, inputs[0].dtype()};
}

std::vector<Array> gradient(const Array&, std::span<const Array>, const Attributes& attributes, const Array& dy) {
  std::vector<int> inverse(attributes.integers.size());
  for (std::size_t i = 0; i < inverse.size(); ++i) inverse[attributes.integers[i]] = static_cast<int>(i);
  return {permute(dy, inverse)};
}

void evaluate(const Evaluation& call) {
  const Shape from = row_major_strides(*call.inputs[0].shape);
  Shape strides;
  for (std::int64_t axis : call.attributes.integers) strides.push_back(from[static_cast<int>(axis)]);
  strided_copy(call.inputs[0].data, 0, strides, call.output, call.type.shape, size_of(call.type.dtype));
}

}  // namespace

const Operation permute_operation{"permute", Kind::view, infer, gradient, evaluate, "Transpose"};

/// Reorders the dimensions: dimension i of the result is dimension axes[i] of x.
Array permute(const Array& x, const std::vector<int>& axes) {
  Attributes attributes;
  std::vector<bool> seen(x.rank());
  if (static_cast<int>(axes.size()) != x.rank())
    fail("permute: {} axes are named for an array of {} dimensions", axes.size(), x.rank());
  for (int axis : axes) {
    const int wrapped = wrap_axis("permute", axis, x.rank());
    if (seen[wrapped]) fail("permute: the axis {} is named twice", axis);
    seen[wrapped] = true;
    attributes.integers.push_back(wrapped);
  }
  return record(permute_operation, {x}, std::move(attributes));
}

/// Swaps the last two dimensions.
Array transpose(const Array& x) {
  if (x.rank() < 2) fail("transpose: {} has fewer than 2 dimensions", to_string(x.shape()));
  std::vector<int> axes(x.rank());
  std::iota(axes.begin(), axes.end(), 0);
  std::swap(axes[x.rank() - 1], axes[x.rank() - 2]);
  return permute(x, axes);
}

}  // namespace ansatz
