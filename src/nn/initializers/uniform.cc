#include "base/settings.h"
#include "nn/initializers/draw.h"

namespace ansatz {

/// Uniform in [low, high). By name: "uniform:-0.1,0.1". Throws `Error` when low > high.
Initializer uniform(double low, double high) {
  if (!(low <= high)) fail("uniform: {} to {}; the first must not be larger", low, high);
  return [low, high](const Shape& shape, std::uint64_t seed, std::uint64_t stream) {
    return filled(shape, [&](std::size_t i) { return low + (high - low) * uniform_number(seed, stream, i); });
  };
}

namespace {

struct UniformOptions {
  double low = 0, high = 1;
};

}  // namespace

Initializer uniform_from(Settings& settings) {
  const auto [low, high] =
      settings.read(UniformOptions{}, {{"low", &UniformOptions::low}, {"high", &UniformOptions::high}});
  return uniform(low, high);
}

}  // namespace ansatz
