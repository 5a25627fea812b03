#include "ansatz/initializers.h"
#include "ansatz/layer.h"

namespace ansatz {

/// Of `prelu`.
struct PreluOptions {
  bool per_feature = false;  ///< a slope for each feature instead of one for all
  double slope = 0.25;       ///< at first
};

/// x for positive x, weight · x for others, where the slope is learned. Parameter: weight [1], or [features].
/// Activation: He et al. 2015, arXiv:1502.01852, equation 1.
Array prelu(Scope s, const Array& x, const PreluOptions& options /*= {}*/) {
  const std::int64_t count = options.per_feature ? x.dim(-1) : 1;
  return where(x > 0.0, x, x * s.parameter("weight", {count}, constant(options.slope)));
}

}  // namespace ansatz
