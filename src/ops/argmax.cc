#include "ansatz/operations.h"
#include "array/convert.h"
#include "array/operation.h"
#include "base/fail.h"
#include "ops/axes.h"

namespace ansatz {
namespace {

// integers: {axis}
Type infer_with(const char* name, std::span<const Array> inputs, const Attributes& attributes) {
  Shape shape = inputs[0].shape();
  const int axis = static_cast<int>(attributes.integers[0]);
  if (shape[axis] == 0) fail("{}: {} has no elements along axis {}", name, to_string(shape), axis);
  shape.erase(axis);
  return {shape, DType::i64};
}
Type infer_max(std::span<const Array> inputs, const Attributes& attributes) {
  return infer_with("argmax", inputs, attributes);
}
Type infer_min(std::span<const Array> inputs, const Attributes& attributes) {
  return infer_with("argmin", inputs, attributes);
}

std::vector<Array> gradient(const Array&, std::span<const Array>, const Attributes&, const Array&) {
  return {no_gradient()};
}

// better(a, b): a takes the place of b, which comes earlier.
template <class Better> void evaluate_with(const Evaluation& call, Better better) {
  const auto [outer, extent, inner] = axis_view(*call.inputs[0].shape, static_cast<int>(call.attributes.integers[0]));
  with_type(call.inputs[0].dtype, [&, outer = outer, extent = extent, inner = inner](auto tag) {
    using T = decltype(tag);
    if constexpr (std::is_arithmetic_v<T>) {
      for (std::int64_t i = 0; i < outer; ++i)
        for (std::int64_t k = 0; k < inner; ++k) {
          const T* x = call.inputs[0].as<T>() + i * extent * inner + k;
          std::int64_t best = 0;
          for (std::int64_t j = 1; j < extent; ++j)
            if (better(x[j * inner], x[best * inner]) ||
                (x[j * inner] != x[j * inner] && x[best * inner] == x[best * inner]))
              best = j;
          static_cast<std::int64_t*>(call.output)[i * inner + k] = best;
        }
    } else {
      fail("argmax and argmin: bf16 is storage only: cast to f32 to compute");
    }
  });
}

void evaluate_max(const Evaluation& call) {
  evaluate_with(call, [](auto a, auto b) { return a > b; });
}
void evaluate_min(const Evaluation& call) {
  evaluate_with(call, [](auto a, auto b) { return a < b; });
}

const Operation argmax_operation{"argmax", Kind::general, infer_max, gradient, evaluate_max, "ArgMax"};
const Operation argmin_operation{"argmin", Kind::general, infer_min, gradient, evaluate_min, "ArgMin"};

}  // namespace

/// The index (i64) of the largest element along an axis, which disappears: the first of equal ones, or of NaNs.
Array argmax(const Array& x, int axis /*= -1*/) {
  return record(argmax_operation, {x}, {.integers = {wrap_axis("argmax", axis, x.rank())}});
}

/// The index (i64) of the smallest element along an axis, which disappears: the first of equal ones, or of NaNs.
Array argmin(const Array& x, int axis /*= -1*/) {
  return record(argmin_operation, {x}, {.integers = {wrap_axis("argmin", axis, x.rank())}});
}

}  // namespace ansatz
