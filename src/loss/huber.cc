#include "ansatz/loss.h"
#include "ansatz/operations.h"
#include "base/settings.h"
#include "loss/same_shape.h"

namespace ansatz {

/// Of `huber`.
struct HuberOptions {
  double delta = 1.0;  ///< above 0
};

/// Mean of d²/2 where |d| ≤ delta, delta·(|d| - delta/2) elsewhere (Huber 1964). By name: "huber:delta=1".
Loss huber(const HuberOptions& options /*= {}*/) {
  const double delta = options.delta;
  if (!(delta > 0)) fail("huber: delta is {}; it must be above 0", delta);
  return [delta](const Array& prediction, const Array& target) {
    check_same_shape("huber", prediction, target);
    // With c = d clipped to ±delta: c·d - c²/2 is d²/2 inside and delta·(|d| - delta/2) outside.
    const Array d = prediction - target;
    const Array c = clip(d, -delta, delta);
    return mean(c * d - square(c) * 0.5);
  };
}

Loss huber_from(Settings& settings) { return huber(settings.read(HuberOptions{}, {{"delta", &HuberOptions::delta}})); }

}  // namespace ansatz
