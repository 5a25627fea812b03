#include <algorithm>
#include <numbers>

#include "ansatz/operations.h"
#include "ansatz/schedule.h"
#include "base/settings.h"
#include "optim/need.h"

namespace ansatz {

/// Rises linearly over `warmup` steps, then falls along half a cosine to `floor` at `total`
/// (Loshchilov and Hutter 2017, eq. 5). By name: "cosine:warmup=0.05,floor=0", the warm-up a part of the training.
Schedule cosine(std::int64_t total, std::int64_t warmup /*= 0*/, double floor /*= 0*/) {
  if (total < 1 || warmup < 0 || warmup > total)
    fail("cosine: {} warm-up steps of {} steps; 0 ≤ warmup ≤ total and total ≥ 1 are needed", warmup, total);
  need(floor >= 0 && floor <= 1, "cosine", "floor", floor, "between 0 and 1");
  return [total, warmup, floor](const Array& step) {
    const double fall = static_cast<double>(std::max<std::int64_t>(total - warmup, 1));
    const Array progress = clip((step - static_cast<double>(warmup)) / fall, 0.0, 1.0);
    const Array falling = floor + (1 - floor) * 0.5 * (1.0 + cos(progress * std::numbers::pi));
    if (warmup == 0) return falling;
    return where(step < static_cast<double>(warmup), (step + 1.0) / static_cast<double>(warmup), falling);
  };
}

namespace {

struct CosineOptions {
  double warmup = 0.05, floor = 0;
};

}  // namespace

ScheduleForm cosine_schedule_from(Settings& settings) {
  using Options = CosineOptions;
  const auto [warmup, floor] = settings.read(Options{}, {{"warmup", &Options::warmup}, {"floor", &Options::floor}});
  need(warmup >= 0 && warmup < 1, "cosine", "warmup", warmup, "a part of the training, at least 0 and below 1");
  cosine(1, 0, floor);  // refuses what cannot be
  return {"cosine", [warmup = warmup, floor = floor](std::int64_t steps, std::int64_t) {
            return cosine(steps, static_cast<std::int64_t>(warmup * static_cast<double>(steps)), floor);
          }};
}

}  // namespace ansatz
