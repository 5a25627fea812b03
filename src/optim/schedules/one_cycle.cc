#include <algorithm>
#include <numbers>

#include "ansatz/operations.h"
#include "ansatz/schedule.h"
#include "base/settings.h"
#include "optim/need.h"

namespace ansatz {

/// Of `one_cycle`.
struct OneCycleOptions {
  double rise = 0.3;     ///< in (0, 1): the part of the steps in which the rate rises
  double start = 0.04;   ///< in (0, 1]: the factor of the first step
  double finish = 4e-6;  ///< in [0, 1]: the factor of the last step
};

/// One rise and one fall, each along half a cosine (Smith and Topin 2018; PyTorch's OneCycleLR without the cycle of the
/// momentum): the base rate is the highest. By name: "one_cycle:rise=0.3".
Schedule one_cycle(std::int64_t total, const OneCycleOptions& options /*= {}*/) {
  const auto [rise, start, finish] = options;
  need(total >= 1, "one_cycle", "total", static_cast<double>(total), "at least 1");
  need(rise > 0 && rise < 1, "one_cycle", "rise", rise, "above 0 and below 1");
  need(start > 0 && start <= 1, "one_cycle", "start", start, "above 0 and at most 1");
  need(finish >= 0 && finish <= 1, "one_cycle", "finish", finish, "between 0 and 1");
  return [total, rise = rise, start = start, finish = finish](const Array& step) {
    const double last = std::max(static_cast<double>(total) - 1, 1.0);
    const double top = std::clamp(rise * static_cast<double>(total) - 1, 1e-3, last - 1e-3);
    const auto along = [&](double from, double to, double low, double high) {
      const Array progress = clip((step - low) / (high - low), 0.0, 1.0);
      return to + (from - to) * 0.5 * (1.0 + cos(progress * std::numbers::pi));
    };
    return where(step <= top, along(start, 1, 0, top), along(1, finish, top, last));
  };
}

ScheduleForm one_cycle_schedule_from(Settings& settings) {
  using Options = OneCycleOptions;
  const auto options = settings.read(
      Options{}, {{"rise", &Options::rise}, {"start", &Options::start}, {"finish", &Options::finish}});
  one_cycle(1, options);  // refuses what cannot be
  return {"one_cycle", [options](std::int64_t steps, std::int64_t) { return one_cycle(steps, options); }};
}

}  // namespace ansatz
