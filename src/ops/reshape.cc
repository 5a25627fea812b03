#include "ansatz/operations.h"
#include "base/fail.h"
#include "ops/axes.h"
#include "ops/identity.h"
#include "ops/known.h"

namespace ansatz {
namespace {

Type infer(std::span<const Array> inputs, const Attributes& attributes) {
  const Shape shape{std::span<const std::int64_t>(attributes.integers)};
  if (shape.size() != inputs[0].size())
    fail("reshape: {} has {} elements, {} has {}", to_string(inputs[0].shape()), inputs[0].size(), to_string(shape),
         shape.size());
  return {shape, inputs[0].dtype()};
}

std::vector<Array> gradient(const Array&, std::span<const Array> x, const Attributes&, const Array& dy) {
  return {reshape(dy, x[0].shape())};
}

}  // namespace

const Operation reshape_operation{"reshape", Kind::view, infer, gradient, copy_input, "Reshape"};

/// The same elements in row-major order under another shape of the same size.
Array reshape(const Array& x, const Shape& shape) {
  if (x.shape() == shape) return x;
  return record(reshape_operation, {x}, {.integers = {shape.begin(), shape.end()}});
}

/// x with a new dimension of extent 1 at `axis`, which may be negative: -1 makes it the last.
Array unsqueeze(const Array& x, int axis) {
  Shape shape = x.shape();
  shape.insert(wrap_axis("unsqueeze", axis, x.rank() + 1), 1);
  return reshape(x, shape);
}

/// x without the dimension `axis`, whose extent must be 1.
Array squeeze(const Array& x, int axis) {
  Shape shape = x.shape();
  axis = wrap_axis("squeeze", axis, x.rank());
  if (shape[axis] != 1) fail("squeeze: axis {} of {} has an extent other than 1", axis, to_string(shape));
  shape.erase(axis);
  return reshape(x, shape);
}

/// All dimensions from `axis` on as one: [a, b, c] with axis 1 becomes [a, b·c].
Array flatten(const Array& x, int axis /*= 0*/) {
  Shape shape;
  std::int64_t rest = 1;
  for (int i = 0; i < x.rank(); ++i) {
    if (i < axis)
      shape.push_back(x.shape()[i]);
    else
      rest *= x.shape()[i];
  }
  shape.push_back(rest);
  return reshape(x, shape);
}

}  // namespace ansatz
