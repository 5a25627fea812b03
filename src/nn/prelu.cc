#include "ansatz/nn.h"
#include "base/fail.h"

namespace ansatz {

/// Activation: He et al. 2015, arXiv:1502.01852, equation 1.
Array prelu(Scope s, const Array& x, const PreluOptions& options) {
  const std::int64_t count = options.per_feature ? x.dim(-1) : 1;
  return where(x > 0.0, x, x * s.parameter("weight", {count}, constant(options.slope)));
}

}  // namespace ansatz
