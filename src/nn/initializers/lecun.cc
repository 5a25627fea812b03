#include "base/settings.h"
#include "nn/initializers/draw.h"

namespace ansatz {
namespace {

double lecun_deviation(const Shape& shape) { return 1 / std::sqrt(fan_in(shape)); }

}  // namespace

/// Uniform in ±√(3 / fan_in) (LeCun et al. 1998, "Efficient BackProp", section 4.6).
Initializer lecun_uniform() { return uniform_of(lecun_deviation); }

/// Normal with deviation 1 / √fan_in (LeCun et al. 1998, "Efficient BackProp", section 4.6); what selu's networks need
/// (Klambauer et al. 2017, arXiv:1706.02515).
Initializer lecun_normal() { return normal_of(lecun_deviation); }

Initializer lecun_uniform_from(Settings& settings) {
  settings.read_nothing();
  return lecun_uniform();
}

Initializer lecun_normal_from(Settings& settings) {
  settings.read_nothing();
  return lecun_normal();
}

}  // namespace ansatz
