#include "ansatz/operations.h"
#include "ansatz/schedule.h"
#include "base/elementary.h"
#include "base/settings.h"
#include "optim/need.h"

namespace ansatz {

/// Every `every` steps the rate is multiplied by `factor`, in (0, 1]. By name, in epochs: "step:30,0.1".
Schedule step_decay(std::int64_t every, double factor /*= 0.1*/) {
  need(every >= 1, "step", "every", static_cast<double>(every), "at least 1");
  need(factor > 0 && factor <= 1, "step", "factor", factor, "above 0 and at most 1");
  return [every, factor](const Array& step) {
    return exp(floor((step + 0.5) / static_cast<double>(every)) * elementary::log(factor));
  };
}

namespace {

struct StepOptions {
  std::int64_t every = 30;  // epochs
  double factor = 0.1;
};

}  // namespace

ScheduleForm step_schedule_from(Settings& settings) {
  const auto options = settings.read(StepOptions{}, {{"every", &StepOptions::every}, {"factor", &StepOptions::factor}});
  step_decay(options.every, options.factor);  // refuses what cannot be
  return {"step", [options](std::int64_t, std::int64_t steps_per_epoch) {
            return step_decay(options.every * steps_per_epoch, options.factor);
          }};
}

}  // namespace ansatz
