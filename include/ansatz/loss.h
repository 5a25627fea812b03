// Losses: functions of predictions and targets that give one number, the mean over the batch.
#pragma once

#include <functional>
#include <string>

#include "ansatz/array.h"

namespace ansatz {

/// (predictions, targets) → scalar.
using Loss = std::function<Array(const Array& prediction, const Array& target)>;

/// Mean of (prediction - target)².
Array mse(const Array& prediction, const Array& target);
/// Mean of |prediction - target|.
Array mae(const Array& prediction, const Array& target);

struct HuberOptions {
  double delta = 1.0;
};
/// Mean of d²/2 where |d| ≤ delta, delta·(|d| - delta/2) elsewhere (Huber 1964).
Loss huber(const HuberOptions& options = {});

struct CrossEntropyOptions {
  double label_smoothing = 0.0;  ///< in [0, 1): this much of the target is spread evenly over all classes
  std::vector<double> class_weights = {};
};
/// Mean of -log softmax(logits)[class]: logits [..., classes], classes as integers [...]. Weighted by the classes'
/// weights and divided by their sum, as PyTorch's.
Loss cross_entropy(const CrossEntropyOptions& options = {});

/// Mean of the binary cross-entropy of sigmoid(logits) against targets in [0, 1]; numerically stable.
Array binary_cross_entropy(const Array& logits, const Array& target);

/// "mse", "mae", "huber", "cross_entropy" or "binary_cross_entropy". Throws `Error` with the nearest name.
Loss loss(const std::string& name);

}  // namespace ansatz
