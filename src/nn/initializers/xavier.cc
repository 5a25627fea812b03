#include "base/settings.h"
#include "nn/initializers/draw.h"

namespace ansatz {
namespace {

struct XavierOptions {
  double gain = 1;
};

auto xavier_deviation(double gain) {
  return [gain](const Shape& shape) { return gain * std::sqrt(2.0 / (fan_in(shape) + fan_out(shape))); };
}

double gain_from(Settings& settings) { return settings.read(XavierOptions{}, {{"gain", &XavierOptions::gain}}).gain; }

}  // namespace

/// Uniform in ±gain·√(6 / (fan_in + fan_out)) (Glorot and Bengio 2010, equation 16).
Initializer xavier_uniform(double gain /*= 1*/) { return uniform_of(xavier_deviation(gain)); }

/// Normal with deviation gain·√(2 / (fan_in + fan_out)) (Glorot and Bengio 2010, equation 12).
Initializer xavier_normal(double gain /*= 1*/) { return normal_of(xavier_deviation(gain)); }

Initializer xavier_uniform_from(Settings& settings) { return xavier_uniform(gain_from(settings)); }
Initializer xavier_normal_from(Settings& settings) { return xavier_normal(gain_from(settings)); }

}  // namespace ansatz
