#include "ansatz/initializers.h"
#include "ansatz/layer.h"

namespace ansatz {

/// (x - mean) / √(variance + epsilon) · weight + bias over the last dimension (Ba et al. 2016, arXiv:1607.06450).
/// Parameters: weight, bias [features].
Array layer_norm(Scope s, const Array& x, double epsilon /*= 1e-5*/) {
  const std::int64_t features = x.dim(-1);
  const Array centered = x - mean(x, {-1}, true);
  const Array normal = centered * rsqrt(mean(square(centered), {-1}, true) + epsilon);
  return normal * s.parameter("weight", {features}, constant(1)) + s.parameter("bias", {features}, constant(0));
}

}  // namespace ansatz
