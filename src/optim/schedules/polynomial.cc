#include "ansatz/operations.h"
#include "ansatz/schedule.h"
#include "base/settings.h"
#include "optim/need.h"

namespace ansatz {

/// Of `polynomial_decay`.
struct PolynomialOptions {
  double power = 1.0;  ///< above 0; 1 is a straight line
  double floor = 0.0;  ///< in [0, 1]: the factor at the end
};

/// floor + (1 - floor)·(1 - t/total)^power until step `total`, then floor. By name: "polynomial:power=2".
Schedule polynomial_decay(std::int64_t total, const PolynomialOptions& options /*= {}*/) {
  const auto [power_, floor] = options;
  need(total >= 1, "polynomial", "total", static_cast<double>(total), "at least 1");
  need_positive("polynomial", "power", power_);
  need(floor >= 0 && floor <= 1, "polynomial", "floor", floor, "between 0 and 1");
  return [total, exponent = power_, floor = floor](const Array& step) {
    const Array left = clip(1.0 - step / static_cast<double>(total), 0.0, 1.0);
    return floor + (1 - floor) * (exponent == 1 ? left : power(left, exponent));
  };
}

ScheduleForm polynomial_schedule_from(Settings& settings) {
  using Options = PolynomialOptions;
  const auto options = settings.read(Options{}, {{"power", &Options::power}, {"floor", &Options::floor}});
  polynomial_decay(1, options);  // refuses what cannot be
  return {"polynomial", [options](std::int64_t steps, std::int64_t) { return polynomial_decay(steps, options); }};
}

}  // namespace ansatz
