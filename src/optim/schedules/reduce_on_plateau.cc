#include <algorithm>
#include <cmath>

#include "ansatz/operations.h"
#include "ansatz/schedule.h"
#include "base/settings.h"
#include "optim/need.h"

namespace ansatz {

double Plateau::operator()(double metric) {
  const bool better =
      std::isfinite(metric) && (!seen_ || metric < best_ - options_.threshold * std::abs(best_));
  if (better) {
    best_ = metric;
    seen_ = true;
    bad_epochs_ = 0;
  } else {
    ++bad_epochs_;
  }
  if (cooling_ > 0) {
    --cooling_;
    bad_epochs_ = 0;
  }
  if (bad_epochs_ > options_.patience) {
    factor_ = std::max(factor_ * options_.factor, options_.floor);
    cooling_ = options_.cooldown;
    bad_epochs_ = 0;
  }
  return factor_;
}

/// Multiplies the rate by `factor` when the validation metric has not become better for more than `patience` epochs.
/// By name: "reduce_on_plateau:factor=0.5,patience=5".
ScheduleForm reduce_on_plateau(const PlateauOptions& options /*= {}*/) {
  const std::string name = "reduce_on_plateau";
  need(options.factor > 0 && options.factor < 1, name, "factor", options.factor, "above 0 and below 1");
  need_not_negative(name, "patience", static_cast<double>(options.patience));
  need_share(name, "threshold", options.threshold);
  need_not_negative(name, "cooldown", static_cast<double>(options.cooldown));
  need(options.floor >= 0 && options.floor <= 1, name, "floor", options.floor, "between 0 and 1");
  return {name, [](std::int64_t, std::int64_t) { return [](const Array&) { return Array(1.0f); }; }, options};
}

ScheduleForm reduce_on_plateau_schedule_from(Settings& settings) {
  using Options = PlateauOptions;
  return reduce_on_plateau(settings.read(Options{}, {{"factor", &Options::factor},
                                                     {"patience", &Options::patience},
                                                     {"threshold", &Options::threshold},
                                                     {"cooldown", &Options::cooldown},
                                                     {"floor", &Options::floor}}));
}

}  // namespace ansatz
