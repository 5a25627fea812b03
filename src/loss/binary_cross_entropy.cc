#include "ansatz/loss.h"
#include "ansatz/operations.h"
#include "loss/same_shape.h"

namespace ansatz {

Array binary_cross_entropy(const Array& logits, const Array& target) {
  check_same_shape("binary_cross_entropy", logits, target);
  // -t·log σ(x) - (1 - t)·log(1 - σ(x)) = softplus(x) - t·x, which cannot overflow.
  return mean(softplus(logits) - logits * target);
}

}  // namespace ansatz
