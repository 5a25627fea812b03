#include "ansatz/operations.h"
#include "base/fail.h"
#include "ops/axes.h"

namespace ansatz {

/// The largest of each `pieces` neighbours along an axis, which becomes that much shorter. Throws `Error` when its extent
/// is no multiple of `pieces`.
/// Activation: Goodfellow et al. 2013, arXiv:1302.4389.
Array maxout(const Array& x, std::int64_t pieces /*= 2*/, int axis /*= -1*/) {
  axis = wrap_axis("maxout", axis, x.rank());
  Shape grouped = x.shape();
  if (pieces < 1 || grouped[axis] % pieces != 0)
    fail("maxout: axis {} of {} cannot be cut into pieces of {}", axis, to_string(x.shape()), pieces);
  grouped[axis] /= pieces;
  grouped.insert(axis + 1, pieces);
  return max(reshape(x, grouped), {axis + 1});
}

}  // namespace ansatz
