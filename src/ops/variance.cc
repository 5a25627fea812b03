#include "ansatz/operations.h"

namespace ansatz {

/// The mean squared deviation from the mean over the axes (all when none is named), in two passes: no cancellation.
/// The sum is divided by n - correction: 0 (the population) as in NumPy, 1 (an estimate from a sample) as in PyTorch.
Array variance(const Array& x, const std::vector<int>& axes /*= {}*/, bool keep_axes /*= false*/,
               int correction /*= 0*/) {
  const Array center = mean(x, axes, /*keep_axes=*/true);
  const Array total = sum(square(x - center), axes, keep_axes);
  const double count = static_cast<double>(x.size()) / static_cast<double>(center.size());
  return total * (1 / (count - correction));
}

/// The square root of the variance; its derivative is infinite where all elements are equal.
Array standard_deviation(const Array& x, const std::vector<int>& axes /*= {}*/, bool keep_axes /*= false*/,
                         int correction /*= 0*/) {
  return sqrt(variance(x, axes, keep_axes, correction));
}

}  // namespace ansatz
