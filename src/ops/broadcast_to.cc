#include "ansatz/operations.h"
#include "base/fail.h"
#include "ops/axes.h"
#include "ops/elementwise.h"
#include "ops/known.h"
#include "ops/strided_copy.h"

namespace ansatz {
namespace {

Type infer(std::span<const Array> inputs, const Attributes& attributes) {
  const Shape shape{std::span<const std::int64_t>(attributes.integers)};
  Shape common;
  if (!broadcast(inputs[0].shape(), shape, common) || !(common == shape))
    fail("broadcast_to: {} does not stretch to {}", to_string(inputs[0].shape()), to_string(shape));
  return {shape, inputs[0].dtype()};
}

std::vector<Array> gradient(const Array&, std::span<const Array> x, const Attributes&, const Array& dy) {
  return {sum_to(dy, x[0].shape())};
}

void evaluate(const Evaluation& call) {
  const Shape& from = *call.inputs[0].shape;
  const Shape& to = call.type.shape;
  Shape strides = to;
  const Shape steps = row_major_strides(from);
  for (int i = 0; i < to.rank(); ++i) {
    const int j = i - (to.rank() - from.rank());
    strides[i] = j < 0 || from[j] == 1 ? 0 : steps[j];
  }
  strided_copy(call.inputs[0].data, 0, strides, call.output, to, size_of(call.type.dtype));
}

}  // namespace

const Operation broadcast_to_operation{"broadcast_to", Kind::view, infer, gradient, evaluate, "Expand"};

/// Repeats x along dimensions of extent 1 and new leading ones until it has the shape (NumPy's rule).
Array broadcast_to(const Array& x, const Shape& shape) {
  if (x.shape() == shape) return x;
  return record(broadcast_to_operation, {x}, {.integers = {shape.begin(), shape.end()}});
}

}  // namespace ansatz
