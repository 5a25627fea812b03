#include "ansatz/loss.h"
#include "ansatz/operations.h"
#include "base/settings.h"
#include "loss/same_shape.h"

namespace ansatz {

/// Of `quantile`.
struct QuantileOptions {
  double level = 0.5;  ///< in (0, 1): the quantile that is asked for; 0.5 is the median
};

/// Mean of max(level·e, (level - 1)·e) with e = target - prediction, the pinball loss (Koenker and Bassett 1978): its
/// minimum is the targets' quantile. By name: "quantile:level=0.9".
Loss quantile(const QuantileOptions& options /*= {}*/) {
  const double level = options.level;
  if (!(level > 0 && level < 1)) fail("quantile: the level is {}; it must be between 0 and 1", level);
  return [level](const Array& prediction, const Array& target) {
    check_same_shape("quantile", prediction, target);
    const Array e = target - prediction;
    return mean(maximum(e * level, e * (level - 1)));
  };
}

Loss quantile_from(Settings& settings) {
  return quantile(settings.read(QuantileOptions{}, {{"level", &QuantileOptions::level}}));
}

}  // namespace ansatz
