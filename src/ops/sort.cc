#include <algorithm>
#include <numeric>

#include "ansatz/operations.h"
#include "array/convert.h"
#include "array/operation.h"
#include "base/fail.h"
#include "ops/axes.h"

namespace ansatz {
namespace {

// integers: {axis, whether descending, how many of the first are kept}
Type infer(std::span<const Array> inputs, const Attributes& attributes) {
  Shape shape = inputs[0].shape();
  shape[static_cast<int>(attributes.integers[0])] = attributes.integers[2];
  return {shape, DType::i64};
}

std::vector<Array> gradient(const Array&, std::span<const Array>, const Attributes&, const Array&) {
  return {no_gradient()};
}

// NaN counts as larger than every number, as in NumPy and PyTorch.
template <class T> bool comes_before(T a, T b) { return a < b || (b != b && a == a); }

void evaluate(const Evaluation& call) {
  const auto [outer, extent, inner] = axis_view(*call.inputs[0].shape, static_cast<int>(call.attributes.integers[0]));
  const bool descending = call.attributes.integers[1];
  const std::int64_t kept = call.attributes.integers[2];
  with_type(call.inputs[0].dtype, [&, outer = outer, extent = extent, inner = inner](auto tag) {
    using T = decltype(tag);
    if constexpr (std::is_arithmetic_v<T>) {
      std::vector<std::int64_t> order(extent);
      for (std::int64_t i = 0; i < outer; ++i)
        for (std::int64_t k = 0; k < inner; ++k) {
          const T* x = call.inputs[0].as<T>() + i * extent * inner + k;
          std::iota(order.begin(), order.end(), 0);
          // Equal elements keep their order: the index decides.
          std::partial_sort(order.begin(), order.begin() + kept, order.end(), [&](std::int64_t a, std::int64_t b) {
            const T first = x[(descending ? b : a) * inner], second = x[(descending ? a : b) * inner];
            if (comes_before(first, second)) return true;
            return !comes_before(second, first) && a < b;
          });
          for (std::int64_t j = 0; j < kept; ++j)
            static_cast<std::int64_t*>(call.output)[(i * kept + j) * inner + k] = order[j];
        }
    } else {
      fail("argsort: bf16 is storage only: cast to f32 to compute");
    }
  });
}

const Operation argsort_operation{"argsort", Kind::general, infer, gradient, evaluate};

}  // namespace

/// The indices (i64) that sort x along an axis. Equal elements keep their order; NaN counts as the largest.
Array argsort(const Array& x, int axis /*= -1*/, bool descending /*= false*/) {
  axis = wrap_axis("argsort", axis, x.rank());
  return record(argsort_operation, {x}, {.integers = {axis, descending, x.shape()[axis]}});
}

/// x sorted along an axis. NaN counts as the largest.
Array sort(const Array& x, int axis /*= -1*/, bool descending /*= false*/) {
  return take_along_axis(x, argsort(x, axis, descending), axis);
}

/// The k largest elements along an axis, largest first, and their indices (i64); the first of equal ones comes first.
std::pair<Array, Array> top_k(const Array& x, std::int64_t k, int axis /*= -1*/) {
  axis = wrap_axis("top_k", axis, x.rank());
  if (k < 0 || k > x.shape()[axis])
    fail("top_k: axis {} of {} does not have {} elements", axis, to_string(x.shape()), k);
  const Array indices = record(argsort_operation, {x}, {.integers = {axis, 1, k}});
  return {take_along_axis(x, indices, axis), indices};
}

}  // namespace ansatz
