#include "base/settings.h"
#include "nn/initializers/draw.h"

namespace ansatz {

/// Normal with the given mean and standard deviation. By name: "normal:0,0.02". Throws `Error` for a deviation below 0.
Initializer normal(double mean, double deviation) {
  if (!(deviation >= 0)) fail("normal: the deviation is {}; it must be at least 0", deviation);
  return [mean, deviation](const Shape& shape, std::uint64_t seed, std::uint64_t stream) {
    return filled(shape, [&](std::size_t i) { return mean + deviation * normal_number(seed, stream, i); });
  };
}

namespace {

struct NormalOptions {
  double mean = 0, deviation = 1;
};

}  // namespace

Initializer normal_from(Settings& settings) {
  const auto [mean, deviation] =
      settings.read(NormalOptions{}, {{"mean", &NormalOptions::mean}, {"deviation", &NormalOptions::deviation}});
  return normal(mean, deviation);
}

}  // namespace ansatz
