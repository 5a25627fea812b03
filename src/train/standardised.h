// Standardised targets, side by side.
#pragma once

#include <vector>

#include "ansatz/loss.h"
#include "data/encoder.h"
#include "data/target.h"

namespace ansatz {

/// Numbers, one a target, as an operand of [rows, targets]: a single one is a scalar.
Array row_of(const std::vector<double>& numbers);

/// (y - mean) / deviation of the training rows, for each target, so that each weighs the same in a loss.
class Standardised {
 public:
  Standardised() = default;
  /// Of the first `training` rows. For a classification there is nothing to scale.
  Standardised(const Target& target, std::int64_t training);

  /// [rows, targets] in their units → standardised.
  Array apply(const Array& targets) const;
  /// And back.
  Array invert(const Array& outputs) const;
  double deviation(std::size_t target) const { return deviations_[target]; }

 private:
  std::vector<double> means_, deviations_, inverses_;
};

/// The sum over the targets of the loss of each: outputs and targets are [rows, targets]. One target, and classes, are
/// given to the loss as they are. Throws `Error` when the outputs are not as wide as the targets.
Array summed_loss(const Loss& loss, const Array& outputs, const Array& targets);

}  // namespace ansatz
