#include "base/elementary.h"
#include "base/settings.h"
#include "nn/initializers/draw.h"

namespace ansatz {

/// Of `truncated_normal`.
struct TruncatedNormalOptions {
  double mean = 0, deviation = 1;  ///< of the normal distribution before it is cut; the deviation above 0
  double low = -2, high = 2;       ///< where it is cut; low < high
};

namespace {

/// The normal distribution function.
double below(double z) { return 0.5 * elementary::erfc(-z / std::sqrt(2.0)); }

/// Its inverse, for 0 < p < 1: Abramowitz and Stegun 26.2.23 (to 5·10⁻⁴), then two steps of Halley's method.
double quantile(double p) {
  const double t = std::sqrt(-2 * elementary::log(std::min(p, 1 - p)));
  const double size = t - (2.515517 + t * (0.802853 + t * 0.010328)) /
                              (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  double z = p < 0.5 ? -size : size;
  for (int step = 0; step < 2; ++step) {
    const double density = elementary::exp(-z * z / 2) * 0.3989422804014327;  // 1/√(2π)
    const double error = (below(z) - p) / density;
    z -= error / (1 + z * error / 2);
  }
  return z;
}

}  // namespace

/// A normal distribution of which only [low, high] is drawn. By name: "truncated_normal:deviation=0.02,low=-0.04,high=0.04".
/// Throws `Error` when the deviation is not above 0, low is not below high, or both lie in a tail beyond 8 deviations,
/// where nothing would be drawn.
Initializer truncated_normal(const TruncatedNormalOptions& options /*= {}*/) {
  const auto& [mean, deviation, low, high] = options;
  if (!(deviation > 0)) fail("truncated_normal: the deviation is {}; it must be above 0", deviation);
  if (!(low < high)) fail("truncated_normal: {} to {}; the first must be smaller", low, high);
  // By the inverse of the distribution function: one uniform number each, so that a stream's numbers keep their places.
  const double first = below((low - mean) / deviation), last = below((high - mean) / deviation);
  if (!(last - first > 1e-15)) fail("truncated_normal: no numbers lie between {} and {}", low, high);
  return [=, options = options](const Shape& shape, std::uint64_t seed, std::uint64_t stream) {
    return filled(shape, [&](std::size_t i) {
      const double part = first + (last - first) * (uniform_number(seed, stream, i) + 0x1p-25);
      return std::clamp(options.mean + options.deviation * quantile(part), options.low, options.high);
    });
  };
}

Initializer truncated_normal_from(Settings& settings) {
  using Options = TruncatedNormalOptions;
  return truncated_normal(settings.read(Options{}, {{"mean", &Options::mean},
                                                    {"deviation", &Options::deviation},
                                                    {"low", &Options::low},
                                                    {"high", &Options::high}}));
}

}  // namespace ansatz
