// What a loss is. The losses themselves: ansatz/losses.h, which the build makes from the files in src/loss/.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "ansatz/array.h"

namespace ansatz {

/// (predictions, targets) → scalar, the mean over the batch. Any function of this form is a loss.
using Loss = std::function<Array(const Array& prediction, const Array& target)>;

/// The loss of that name, with options where it has some: "mse", "huber:delta=0.5", "cross_entropy:label_smoothing=0.1".
/// Throws `Error` with the nearest name of a loss or an option.
Loss loss(const std::string& text);

/// What `loss` knows, in the alphabet's order.
std::vector<std::string> loss_names();

}  // namespace ansatz
