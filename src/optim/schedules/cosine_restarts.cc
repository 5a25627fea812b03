#include <cmath>
#include <numbers>

#include "ansatz/operations.h"
#include "ansatz/schedule.h"
#include "base/elementary.h"
#include "base/settings.h"
#include "optim/need.h"

namespace ansatz {

/// Of `cosine_restarts`.
struct CosineRestartsOptions {
  std::int64_t cycles = 3;  ///< from 1 to 100
  double growth = 2.0;      ///< at least 1: how much longer than the last each cycle is
  double floor = 0.0;       ///< in [0, 1]: the factor at the end of a cycle
};

/// Falls along half a cosine from 1 to `floor` again and again (Loshchilov and Hutter 2017, SGDR): a first cycle of
/// `first` steps, each further one `growth` times longer; after the last the factor stays at the floor.
/// By name, over the whole training: "cosine_restarts:cycles=3,growth=2".
Schedule cosine_restarts(std::int64_t first, const CosineRestartsOptions& options /*= {}*/) {
  const auto [cycles, growth, floor] = options;
  need(first >= 1, "cosine_restarts", "first", static_cast<double>(first), "at least 1");
  need(cycles >= 1 && cycles <= 100, "cosine_restarts", "cycles", static_cast<double>(cycles), "between 1 and 100");
  need(growth >= 1 && growth <= 10, "cosine_restarts", "growth", growth, "between 1 and 10");
  need(floor >= 0 && floor <= 1, "cosine_restarts", "floor", floor, "between 0 and 1");
  return [first, cycles = cycles, growth = growth, floor = floor](const Array& step) {
    // The cycle that the step lies in: its progress, from the last cycle's back to the first's.
    Array progress;
    double begin = 0, length = static_cast<double>(first);
    for (std::int64_t cycle = 0; cycle < cycles; ++cycle) {
      const Array here = clip((step - begin) / length, 0.0, 1.0);
      progress = cycle == 0 ? here : where(step < begin, progress, here);
      begin += length;
      length = std::round(length * growth);
    }
    return floor + (1 - floor) * 0.5 * (1.0 + cos(progress * std::numbers::pi));
  };
}

ScheduleForm cosine_restarts_schedule_from(Settings& settings) {
  using Options = CosineRestartsOptions;
  const auto options = settings.read(
      Options{}, {{"cycles", &Options::cycles}, {"growth", &Options::growth}, {"floor", &Options::floor}});
  cosine_restarts(1, options);  // refuses what cannot be
  return {"cosine_restarts", [options](std::int64_t steps, std::int64_t) {
            double parts = 0;
            for (std::int64_t cycle = 0; cycle < options.cycles; ++cycle)
              parts += elementary::pow(options.growth, static_cast<double>(cycle));
            return cosine_restarts(std::max<std::int64_t>(1, std::llround(static_cast<double>(steps) / parts)), options);
          }};
}

}  // namespace ansatz
