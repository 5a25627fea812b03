#include "ansatz/loss.h"
#include "ansatz/operations.h"
#include "base/settings.h"
#include "loss/same_shape.h"

namespace ansatz {

/// Mean of (prediction - target)². By name: "mse".
Array mse(const Array& prediction, const Array& target) {
  check_same_shape("mse", prediction, target);
  return mean(square(prediction - target));
}

Loss mse_from(Settings& settings) {
  settings.read_nothing();
  return mse;
}

}  // namespace ansatz
