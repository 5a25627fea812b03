#include "ansatz/operations.h"
#include "array/convert.h"
#include "array/node.h"
#include "ops/known.h"

namespace ansatz {
namespace {

Type infer(std::span<const Array> inputs, const Attributes& attributes) {
  return {inputs[0].shape(), static_cast<DType>(attributes.integers[0])};
}

std::vector<Array> gradient(const Array&, std::span<const Array> x, const Attributes&, const Array& dy) {
  if (!is_real(x[0].dtype()) || !is_real(dy.dtype())) return {no_gradient()};
  return {cast(dy, x[0].dtype())};
}

void evaluate(const Evaluation& call) {
  convert(call.inputs[0].data, call.inputs[0].dtype, call.output, call.type.dtype, call.type.shape.size());
}

}  // namespace

const Operation cast_operation{"cast", Kind::general, infer, gradient, evaluate, "Cast"};

/// The same numbers in another element type. Real to integer truncates toward zero and saturates (NaN becomes 0);
/// to bool: true where not 0; to bf16: rounds to nearest even.
Array cast(const Array& x, DType type) {
  if (x.node()->weak && type != DType::bf16) return convert_scalar(x, type);
  if (x.dtype() == type) return x;
  return record(cast_operation, {x}, {.integers = {static_cast<std::int64_t>(type)}});
}

}  // namespace ansatz
