#include "ansatz/initializers.h"
#include "ansatz/layer.h"

namespace ansatz {

/// x / √(mean of x² + epsilon) · weight over the last dimension (Zhang and Sennrich 2019, arXiv:1910.07467, equation 4).
/// Parameter: weight [features].
Array rms_norm(Scope s, const Array& x, double epsilon /*= 1e-6*/) {
  const Array normal = x * rsqrt(mean(square(x), {-1}, true) + epsilon);
  return normal * s.parameter("weight", {x.dim(-1)}, constant(1));
}

}  // namespace ansatz
