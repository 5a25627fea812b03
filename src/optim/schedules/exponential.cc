#include "ansatz/operations.h"
#include "ansatz/schedule.h"
#include "base/elementary.h"
#include "base/settings.h"
#include "optim/need.h"

namespace ansatz {

/// Falls smoothly, by `factor`, in (0, 1], in every `every` steps. By name, in every epoch: "exponential:0.95".
Schedule exponential_decay(std::int64_t every, double factor /*= 0.95*/) {
  need(every >= 1, "exponential", "every", static_cast<double>(every), "at least 1");
  need(factor > 0 && factor <= 1, "exponential", "factor", factor, "above 0 and at most 1");
  return [every, factor](const Array& step) { return exp(step * (elementary::log(factor) / static_cast<double>(every))); };
}

namespace {

struct ExponentialOptions {
  double factor = 0.95;
};

}  // namespace

ScheduleForm exponential_schedule_from(Settings& settings) {
  const double factor = settings.read(ExponentialOptions{}, {{"factor", &ExponentialOptions::factor}}).factor;
  exponential_decay(1, factor);  // refuses what cannot be
  return {"exponential", [factor](std::int64_t, std::int64_t steps_per_epoch) {
            return exponential_decay(steps_per_epoch, factor);
          }};
}

}  // namespace ansatz
