#include <limits>

#include "ansatz/operations.h"
#include "ops/numbers.h"
#include "ops/reduction.h"

namespace ansatz {
namespace {

Type infer_with(const char* name, std::span<const Array> inputs, const Attributes& attributes) {
  for (std::int64_t axis : attributes.integers)
    if (inputs[0].shape()[static_cast<int>(axis)] == 0)
      fail("{}: {} has no elements along axis {}", name, to_string(inputs[0].shape()), axis);
  return infer_reduction(inputs, attributes);
}
Type infer_max(std::span<const Array> inputs, const Attributes& attributes) {
  return infer_with("max", inputs, attributes);
}
Type infer_min(std::span<const Array> inputs, const Attributes& attributes) {
  return infer_with("min", inputs, attributes);
}

std::vector<Array> gradient(const Array& y, std::span<const Array> x, const Attributes& attributes, const Array& dy) {
  const Shape kept = kept_shape(x[0].shape(), attributes.integers);
  const std::vector<int> axes(attributes.integers.begin(), attributes.integers.end());
  const Array winner = cast(x[0] == reshape(y, kept), dy.dtype());
  return {winner * (reshape(dy, kept) / sum(winner, axes, /*keep_axes=*/true))};
}

void evaluate_max(const Evaluation& call) {
  reduce(
      "max", call, [](auto a, auto b) { return formula::larger(a, b); },
      []<class T>(T) {
        using Limits = std::numeric_limits<T>;
        return Limits::has_infinity ? -Limits::infinity() : Limits::lowest();
      });
}

void evaluate_min(const Evaluation& call) {
  reduce(
      "min", call, [](auto a, auto b) { return formula::smaller(a, b); },
      []<class T>(T) {
        using Limits = std::numeric_limits<T>;
        return Limits::has_infinity ? Limits::infinity() : Limits::max();
      });
}

const Operation max_operation{"max", Kind::general, infer_max, gradient, evaluate_max, "ReduceMax"};
const Operation min_operation{"min", Kind::general, infer_min, gradient, evaluate_min, "ReduceMin"};

}  // namespace

/// The largest element over the axes (all when none is named); NaN when there is one. Equal ones share the gradient.
Array max(const Array& x, const std::vector<int>& axes /*= {}*/, bool keep_axes /*= false*/) {
  return record_reduction(max_operation, x, axes, keep_axes);
}

/// The smallest element over the axes (all when none is named); NaN when there is one. Equal ones share the gradient.
Array min(const Array& x, const std::vector<int>& axes /*= {}*/, bool keep_axes /*= false*/) {
  return record_reduction(min_operation, x, axes, keep_axes);
}

}  // namespace ansatz
