#include "ansatz/loss.h"
#include "ansatz/operations.h"
#include "base/settings.h"
#include "loss/same_shape.h"

namespace ansatz {

/// Mean of |prediction - target|. By name: "mae".
Array mae(const Array& prediction, const Array& target) {
  check_same_shape("mae", prediction, target);
  return mean(abs(prediction - target));
}

Loss mae_from(Settings& settings) {
  settings.read_nothing();
  return mae;
}

}  // namespace ansatz
