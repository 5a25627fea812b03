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
  bool momentum = true;  ///< whether the momentum (Adam's beta1) falls and rises against the rate; by name only
  double most_momentum = 0.95, least_momentum = 0.85;  ///< in [0, 1), the least not above the most
};

namespace {

void check(std::int64_t total, const OneCycleOptions& options) {
  need(total >= 1, "one_cycle", "total", static_cast<double>(total), "at least 1");
  need(options.rise > 0 && options.rise < 1, "one_cycle", "rise", options.rise, "above 0 and below 1");
  need(options.start > 0 && options.start <= 1, "one_cycle", "start", options.start, "above 0 and at most 1");
  need(options.finish >= 0 && options.finish <= 1, "one_cycle", "finish", options.finish, "between 0 and 1");
  need_share("one_cycle", "most_momentum", options.most_momentum);
  need(options.least_momentum >= 0 && options.least_momentum <= options.most_momentum, "one_cycle", "least_momentum",
       options.least_momentum, "between 0 and most_momentum");
}

// From `first` to `middle` in the part `rise` of the steps, then to `last`, each along half a cosine.
Schedule two_ways(std::int64_t total, double rise, double first, double middle, double last) {
  return [=](const Array& step) {
    const double end = std::max(static_cast<double>(total) - 1, 1.0);
    const double top = std::clamp(rise * static_cast<double>(total) - 1, 1e-3, end - 1e-3);
    const auto along = [&](double from, double to, double low, double high) {
      const Array progress = clip((step - low) / (high - low), 0.0, 1.0);
      return to + (from - to) * 0.5 * (1.0 + cos(progress * std::numbers::pi));
    };
    return where(step <= top, along(first, middle, 0, top), along(middle, last, top, end));
  };
}

}  // namespace

/// One rise and one fall, each along half a cosine (Smith and Topin 2018; PyTorch's OneCycleLR): the base rate is the
/// highest. By name: "one_cycle:rise=0.3", which moves the momentum, too.
Schedule one_cycle(std::int64_t total, const OneCycleOptions& options /*= {}*/) {
  check(total, options);
  return two_ways(total, options.rise, options.start, 1, options.finish);
}

/// The momentum that goes with it: most where the rate is least. Not a factor but the momentum itself.
Schedule one_cycle_momentum(std::int64_t total, const OneCycleOptions& options /*= {}*/) {
  check(total, options);
  return two_ways(total, options.rise, options.most_momentum, options.least_momentum, options.most_momentum);
}

ScheduleForm one_cycle_schedule_from(Settings& settings) {
  using Options = OneCycleOptions;
  const auto options = settings.read(Options{}, {{"rise", &Options::rise},
                                                 {"start", &Options::start},
                                                 {"finish", &Options::finish},
                                                 {"momentum", &Options::momentum},
                                                 {"most_momentum", &Options::most_momentum},
                                                 {"least_momentum", &Options::least_momentum}});
  check(1, options);
  ScheduleForm form{"one_cycle", [options](std::int64_t steps, std::int64_t) { return one_cycle(steps, options); }};
  if (options.momentum)
    form.momentum = [options](std::int64_t steps, std::int64_t) { return one_cycle_momentum(steps, options); };
  return form;
}

}  // namespace ansatz
