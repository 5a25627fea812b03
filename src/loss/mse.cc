#include "ansatz/loss.h"
#include "ansatz/operations.h"
#include "loss/same_shape.h"

namespace ansatz {

Array mse(const Array& prediction, const Array& target) {
  check_same_shape("mse", prediction, target);
  return mean(square(prediction - target));
}

}  // namespace ansatz
