#include "ansatz/operations.h"
#include "ansatz/optim.h"
#include "base/fail.h"

namespace ansatz {

Schedule constant_rate() {
  return [](const Array&) { return Array(1.0f); };
}

Schedule cosine(std::int64_t total, std::int64_t warmup, double floor) {
  if (total < 1 || warmup < 0 || warmup > total)
    fail("cosine: {} warm-up steps of {} steps; 0 ≤ warmup ≤ total and total ≥ 1 are needed", warmup, total);
  return [total, warmup, floor](const Array& step) {
    const double fall = static_cast<double>(std::max<std::int64_t>(total - warmup, 1));
    const Array progress = clip((step - static_cast<double>(warmup)) / fall, 0.0, 1.0);
    const Array falling = floor + (1 - floor) * 0.5 * (1.0 + cos(progress * 3.141592653589793));
    if (warmup == 0) return falling;
    return where(step < static_cast<double>(warmup), (step + 1.0) / static_cast<double>(warmup), falling);
  };
}

}  // namespace ansatz
