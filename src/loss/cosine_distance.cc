#include "ansatz/loss.h"
#include "ansatz/operations.h"
#include "base/settings.h"
#include "loss/same_shape.h"

namespace ansatz {

/// Mean of 1 - cos(prediction, target) along the last axis, in [0, 2]: only directions count. Vectors shorter than 1e-8
/// count as this long. By name: "cosine_distance".
Array cosine_distance(const Array& prediction, const Array& target) {
  check_same_shape("cosine_distance", prediction, target);
  const auto unit = [](const Array& v) { return v * rsqrt(maximum(sum(square(v), {-1}, true), 1e-16)); };
  return 1.0 - mean(sum(unit(prediction) * unit(target), {-1}));
}

Loss cosine_distance_from(Settings& settings) {
  settings.read_nothing();
  return cosine_distance;
}

}  // namespace ansatz
