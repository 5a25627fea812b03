#include "ansatz/operations.h"
#include "array/convert.h"
#include "base/fail.h"
#include "ops/axes.h"
#include "ops/known.h"
#include "ops/reduction.h"

namespace ansatz {
namespace {

std::vector<Array> gradient(const Array&, std::span<const Array> x, const Attributes& attributes, const Array& dy) {
  return {broadcast_to(reshape(dy, kept_shape(x[0].shape(), attributes.integers)), x[0].shape())};
}

void evaluate(const Evaluation& call) {
  reduce(
      "sum", call, [](auto sum, auto x) { return static_cast<decltype(sum)>(sum + x); }, [](auto zero) { return zero; });
}

}  // namespace

const Operation sum_operation{"sum", Kind::general, infer_reduction, gradient, evaluate, "ReduceSum"};

/// The sum over the axes (all when none is named); they disappear from the shape, or stay with extent 1 when
/// `keep_axes`. Integers stay integers, bool sums to i64. An empty sum is 0.
Array sum(const Array& x, const std::vector<int>& axes /*= {}*/, bool keep_axes /*= false*/) {
  if (x.dtype() == DType::boolean) return sum(cast(x, DType::i64), axes, keep_axes);
  return record_reduction(sum_operation, x, axes, keep_axes);
}

/// The arithmetic mean over the axes (all when none is named).
Array mean(const Array& x, const std::vector<int>& axes /*= {}*/, bool keep_axes /*= false*/) {
  const Array real = is_real(x.dtype()) ? x : cast(x, DType::f32);
  const Array total = sum(real, axes, keep_axes);
  return total * (static_cast<double>(total.size()) / static_cast<double>(x.size()));
}

}  // namespace ansatz
