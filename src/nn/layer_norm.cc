#include "ansatz/nn.h"

namespace ansatz {

Array layer_norm(Scope s, const Array& x, double epsilon) {
  const std::int64_t features = x.dim(-1);
  const Array centered = x - mean(x, {-1}, true);
  const Array normal = centered * rsqrt(mean(square(centered), {-1}, true) + epsilon);
  return normal * s.parameter("weight", {features}, constant(1)) + s.parameter("bias", {features}, constant(0));
}

}  // namespace ansatz
