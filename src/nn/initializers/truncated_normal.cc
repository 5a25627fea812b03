#include "base/settings.h"
#include "nn/initializers/draw.h"

namespace ansatz {

/// Of `truncated_normal`.
struct TruncatedNormalOptions {
  double mean = 0, deviation = 1;  ///< of the normal distribution before it is cut; the deviation above 0
  double low = -2, high = 2;       ///< where it is cut; low < high
};

/// A normal distribution of which only [low, high] is drawn. By name: "truncated_normal:deviation=0.02,low=-0.04,high=0.04".
/// Throws `Error` when the deviation is not above 0, low is not below high, or both lie in a tail beyond 8 deviations,
/// where nothing would be drawn.
Initializer truncated_normal(const TruncatedNormalOptions& options /*= {}*/) {
  const auto& [mean, deviation, low, high] = options;
  if (!(deviation > 0)) fail("truncated_normal: the deviation is {}; it must be above 0", deviation);
  if (!(low < high)) fail("truncated_normal: {} to {}; the first must be smaller", low, high);
  // By the inverse of the distribution function: one uniform number each, so that a stream's numbers keep their places.
  const auto below = [](double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); };
  const double first = below((low - mean) / deviation), last = below((high - mean) / deviation);
  if (!(last - first > 1e-15)) fail("truncated_normal: no numbers lie between {} and {}", low, high);
  return [=, options = options](const Shape& shape, std::uint64_t seed, std::uint64_t stream) {
    return filled(shape, [&](std::size_t i) {
      const double part = first + (last - first) * (uniform_number(seed, stream, i) + 0x1p-25);
      // Bisection, since the standard library has no inverse; 60 halvings leave less than a float's rounding.
      double left = (options.low - options.mean) / options.deviation,
             right = (options.high - options.mean) / options.deviation;
      for (int halving = 0; halving < 60; ++halving) {
        const double middle = (left + right) / 2;
        (below(middle) < part ? left : right) = middle;
      }
      return options.mean + options.deviation * (left + right) / 2;
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
