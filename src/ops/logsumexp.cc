#include "ansatz/operations.h"
#include "ops/axes.h"

namespace ansatz {

/// log Σ eˣ over the axes (all when none is named), without overflow: the largest x is taken out of the sum.
Array logsumexp(const Array& x, const std::vector<int>& axes /*= {}*/, bool keep_axes /*= false*/) {
  const Array real = is_real(x.dtype()) ? x : cast(x, DType::f32);
  const Array largest = stop_gradient(max(real, axes, /*keep_axes=*/true));
  const Array shift = where(is_finite(largest), largest, 0.0);
  const Array result = log(sum(exp(real - shift), axes, /*keep_axes=*/true)) + shift;
  if (keep_axes) return result;
  Shape shape = x.shape();
  const std::vector<std::int64_t> gone = wrap_axes("logsumexp", axes, x.rank());
  for (auto axis = gone.rbegin(); axis != gone.rend(); ++axis) shape.erase(static_cast<int>(*axis));
  return reshape(result, shape);
}

}  // namespace ansatz
