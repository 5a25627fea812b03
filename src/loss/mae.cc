#include "ansatz/loss.h"
#include "ansatz/operations.h"
#include "loss/same_shape.h"

namespace ansatz {

Array mae(const Array& prediction, const Array& target) {
  check_same_shape("mae", prediction, target);
  return mean(abs(prediction - target));
}

}  // namespace ansatz
