#include "ansatz/operations.h"

namespace ansatz {

/// Whether any element over the axes (all when none is named) is not 0; of none: false.
Array any(const Array& x, const std::vector<int>& axes /*= {}*/, bool keep_axes /*= false*/) {
  return sum(cast(x, DType::boolean), axes, keep_axes) > 0;
}

/// Whether all elements over the axes (all when none is named) are not 0; of none: true.
Array all(const Array& x, const std::vector<int>& axes /*= {}*/, bool keep_axes /*= false*/) {
  return !any(!x, axes, keep_axes);
}

}  // namespace ansatz
