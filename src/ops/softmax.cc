#include <cmath>

#include "ansatz/operations.h"
#include "array/convert.h"
#include "array/operation.h"
#include "base/elementary.h"
#include "base/fail.h"
#include "ops/axes.h"
#include "ops/identity.h"
#include "ops/known.h"

namespace ansatz {
namespace {

int axis_of(const Attributes& attributes) { return static_cast<int>(attributes.integers[0]); }

std::vector<Array> gradient(const Array& y, std::span<const Array>, const Attributes& attributes, const Array& dy) {
  const Array weighted = dy * y;
  return {weighted - y * sum(weighted, {axis_of(attributes)}, /*keep_axes=*/true)};
}

std::vector<Array> gradient_log(const Array& y, std::span<const Array>, const Attributes& attributes, const Array& dy) {
  return {dy - exp(y) * sum(dy, {axis_of(attributes)}, /*keep_axes=*/true)};
}

// The largest element is taken out of the exponentials, so none overflows and the sum is at least 1.
void evaluate_with(const Evaluation& call, bool logarithm) {
  const auto [outer, extent, inner] = axis_view(call.type.shape, axis_of(call.attributes));
  with_type(call.type.dtype, [&, outer = outer, extent = extent, inner = inner](auto tag) {
    using T = decltype(tag);
    if constexpr (std::is_floating_point_v<T>) {
      for (std::int64_t i = 0; i < outer; ++i)
        for (std::int64_t k = 0; k < inner; ++k) {
          const T* x = call.inputs[0].as<T>() + i * extent * inner + k;
          T* y = static_cast<T*>(call.output) + i * extent * inner + k;
          double largest = -INFINITY, sum = 0;
          for (std::int64_t j = 0; j < extent; ++j) largest = std::fmax(largest, x[j * inner]);
          for (std::int64_t j = 0; j < extent; ++j) sum += elementary::exp(x[j * inner] - largest);
          for (std::int64_t j = 0; j < extent; ++j) {
            const double shifted = x[j * inner] - largest;
            y[j * inner] = static_cast<T>(logarithm ? shifted - elementary::log(sum) : elementary::exp(shifted) / sum);
          }
        }
    } else {
      fail("softmax: {} is not real", name_of(call.type.dtype));
    }
  });
}

void evaluate(const Evaluation& call) { evaluate_with(call, false); }
void evaluate_log(const Evaluation& call) { evaluate_with(call, true); }

Array record_along(const Operation& operation, const Array& x, int axis) {
  const Array real = is_real(x.dtype()) ? x : cast(x, DType::f32);
  return record(operation, {real}, {.integers = {wrap_axis(operation.name, axis, x.rank())}});
}

}  // namespace

const Operation softmax_operation{"softmax", Kind::general, infer_same, gradient, evaluate, "Softmax"};
const Operation log_softmax_operation{"log_softmax", Kind::general, infer_same,
                                      gradient_log,  evaluate_log,  "LogSoftmax"};

/// eˣ / Σ eˣ along an axis: positive numbers that add up to 1, without overflow.
/// Activation: Bridle 1990, "Probabilistic interpretation of feedforward classification network outputs".
Array softmax(const Array& x, int axis /*= -1*/) { return record_along(softmax_operation, x, axis); }

/// x - log Σ eˣ along an axis: the logarithm of softmax, without overflow or lost digits.
Array log_softmax(const Array& x, int axis /*= -1*/) { return record_along(log_softmax_operation, x, axis); }

}  // namespace ansatz
