#include "ansatz/layer.h"
#include "base/fail.h"

namespace ansatz {

/// x for positive x, a · x for others. In training each a is drawn from [low, high), otherwise it is their mean.
/// Throws `Error` when low > high.
/// Activation: Xu et al. 2015, arXiv:1505.00853.
Array rrelu(Scope s, const Array& x, double low /*= 1.0 / 8*/, double high /*= 1.0 / 3*/) {
  if (!(low <= high))
    fail("rrelu \"{}\": the slopes are drawn from {} to {}; the first must not be larger", s.path(), low, high);
  if (!s.training()) return leaky_relu(x, (low + high) / 2);
  const Array slope = low + (high - low) * random_uniform(s.random(), x.shape());
  return where(x > 0.0, x, x * cast(slope, x.dtype()));
}

}  // namespace ansatz
