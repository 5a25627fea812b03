#include "ansatz/operations.h"
#include "ops/axes.h"

namespace ansatz {

/// The point of the probability simplex that is nearest to x along an axis: max(x - τ, 0), where τ makes the sum 1. Like
/// softmax, but small elements get 0.
/// Activation: Martins and Astudillo 2016, arXiv:1602.02068, algorithm 1.
Array sparsemax(const Array& x, int axis /*= -1*/) {
  axis = wrap_axis("sparsemax", axis, x.rank());
  const std::int64_t extent = x.shape()[axis];
  // The support: the first k of the sorted elements for which 1 + k z_k > z_1 + … + z_k.
  const Array z = x - stop_gradient(max(x, {axis}, /*keep_axes=*/true));
  const Array sorted = sort(stop_gradient(z), axis, /*descending=*/true);
  Shape along(std::vector<std::int64_t>(x.rank(), 1));
  along[axis] = extent;
  const Array k = reshape(arange(1, static_cast<double>(extent) + 1, 1, z.dtype()), along);
  const Array inside = cast(1.0 + k * sorted > cumsum(sorted, axis), z.dtype());
  const Array size = sum(inside, {axis}, /*keep_axes=*/true);
  const Array smallest = (sum(inside * sorted, {axis}, true) - 1.0) / size;  // τ
  // τ once more, as a function of the elements in the support, so that the gradient follows it.
  const Array support = stop_gradient(z > smallest);
  const Array threshold = (sum(gate(support, z), {axis}, true) - 1.0) / size;
  return gate(support, z - threshold);
}

}  // namespace ansatz
