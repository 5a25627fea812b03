#include "ansatz/nn.h"
#include "base/fail.h"

namespace ansatz {

/// Activation: Xu et al. 2015, arXiv:1505.00853.
Array rrelu(Scope s, const Array& x, double low, double high) {
  if (!(low <= high))
    fail("rrelu \"{}\": the slopes are drawn from {} to {}; the first must not be larger", s.path(), low, high);
  if (!s.training()) return leaky_relu(x, (low + high) / 2);
  const Array slope = low + (high - low) * random_uniform(s.random(), x.shape());
  return where(x > 0.0, x, x * cast(slope, x.dtype()));
}

}  // namespace ansatz
