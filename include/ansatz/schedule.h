// What a schedule of the learning rate is. The schedules themselves: ansatz/schedules.h, which the build makes from the
// files in src/optim/schedules/.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ansatz/array.h"

namespace ansatz {

/// The learning rate's factor as a function of the step (f32, from 0): multiplies the base rate.
using Schedule = std::function<Array(const Array& step)>;

/// How a schedule that watches a metric reduces the rate (`Plateau`).
struct PlateauOptions {
  double factor = 0.1;         ///< in (0, 1): what each reduction multiplies the rate by
  std::int64_t patience = 10;  ///< so many epochs without a better metric are borne
  double threshold = 1e-4;     ///< better: below the best by this part of it
  std::int64_t cooldown = 0;   ///< epochs after a reduction during which none is counted
  double floor = 0.0;          ///< the factor stays at or above it
};

/// A schedule whose length is not known yet.
struct ScheduleForm {
  std::string name;
  std::function<Schedule(std::int64_t steps, std::int64_t steps_per_epoch)> over;
  std::optional<PlateauOptions> plateau = {};  ///< the loop multiplies the rate by what a `Plateau` of these says
  /// The momentum itself, for optimizers that let it be moved; null: it stays.
  std::function<Schedule(std::int64_t steps, std::int64_t steps_per_epoch)> momentum = nullptr;
};

/// The schedule of that name, with options where they differ from the defaults: "one_cycle", "step:30,0.1". Its times
/// are epochs, or parts of the whole training. Throws `Error` with the nearest name of a schedule or an option.
ScheduleForm schedule(const std::string& text);

/// What `schedule` knows, in the alphabet's order.
std::vector<std::string> schedule_names();

/// Reduces the rate when a metric, the smaller the better, stops improving (PyTorch's ReduceLROnPlateau). A value: the
/// metrics seen so far decide what it says.
class Plateau {
 public:
  explicit Plateau(const PlateauOptions& options) : options_(options) {}
  /// The rate's factor after an epoch with this metric.
  double operator()(double metric);

 private:
  PlateauOptions options_;
  double best_ = 0, factor_ = 1;
  bool seen_ = false;
  std::int64_t bad_epochs_ = 0, cooling_ = 0;
};

}  // namespace ansatz
