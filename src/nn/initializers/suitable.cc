#include <cmath>
#include <set>

#include "ansatz/initializers.h"
#include "ansatz/layer.h"

namespace ansatz {

/// By how much a weight before this activation is to be larger, so that values keep their size from layer to layer:
/// the numbers of PyTorch's calculate_gain, √(2 / (1 + slope²)) for prelu, and √2 (half of the values pass) for the
/// relatives of relu that it does not have. Throws `Error` with the nearest name.
double activation_gain(const std::string& activation) {
  ansatz::activation(activation);
  static const std::set<std::string> bounded = {"identity", "sigmoid", "hard_sigmoid", "softsign",   "hard_tanh",
                                                "softmax",  "softmin", "sparsemax",    "log_sigmoid"};
  if (activation == "tanh") return 5.0 / 3;
  if (activation == "selu") return 0.75;
  if (activation == "leaky_relu") return std::sqrt(2 / (1 + 0.01 * 0.01));
  if (activation == "prelu") return std::sqrt(2 / (1 + 0.25 * 0.25));
  return bounded.count(activation) ? 1 : std::sqrt(2.0);
}

/// What suits the weight before this activation: kaiming_normal for relu and its relatives, xavier_uniform for those
/// that level off on both sides, lecun_normal for selu. Throws `Error` with the nearest name.
Initializer suitable_initializer(const std::string& activation) {
  if (activation == "selu") return lecun_normal();
  const double factor = activation_gain(activation);
  if (factor == 1 || activation == "tanh") return xavier_uniform();
  return kaiming_normal({.gain = factor});
}

}  // namespace ansatz
