#include "train/standardised.h"

#include "ansatz/operations.h"
#include "base/fail.h"

namespace ansatz {

Array row_of(const std::vector<double>& numbers) {
  if (numbers.size() == 1) return Array(numbers[0]);
  return Array(std::vector<float>(numbers.begin(), numbers.end()), {static_cast<std::int64_t>(numbers.size())});
}

Standardised::Standardised(const Target& target, std::int64_t training) {
  if (target.task != Task::regression) return;
  for (std::int64_t output = 0; output < target.outputs(); ++output) {
    const TargetScaling scaling = fit_target_scaling(target.values_of(output, training), false);
    means_.push_back(scaling.mean);
    deviations_.push_back(scaling.deviation);
    inverses_.push_back(1.0 / scaling.deviation);
  }
}

Array Standardised::apply(const Array& targets) const {
  return means_.empty() ? targets : (targets - row_of(means_)) * row_of(inverses_);
}

Array Standardised::invert(const Array& outputs) const {
  return means_.empty() ? outputs : outputs * row_of(deviations_) + row_of(means_);
}

Array summed_loss(const Loss& loss, const Array& outputs, const Array& targets) {
  if (targets.rank() < 2 || targets.dim(1) == 1) return loss(outputs, targets);
  if (!(outputs.shape() == targets.shape()))
    fail("the network gives {} for {} rows and {} targets; {} is needed", to_string(outputs.shape()), targets.dim(0),
         targets.dim(1), to_string(targets.shape()));
  Array total = 0.0;
  for (std::int64_t target = 0; target < targets.dim(1); ++target)
    total = total + loss(slice(outputs, 1, target, target + 1), slice(targets, 1, target, target + 1));
  return total;
}

}  // namespace ansatz
