#include "ansatz/operations.h"
#include "base/fail.h"

namespace ansatz {

/// x for positive x, alpha (e^(x / alpha) - 1) for others: smooth for any alpha. Throws `Error` when alpha is not above 0.
/// Activation: Barron 2017, arXiv:1704.07483.
Array celu(const Array& x, double alpha /*= 1*/) {
  if (!(alpha > 0)) fail("celu: alpha is {}; it must be above 0", alpha);
  return maximum(x, 0.0) + alpha * expm1(minimum(x, 0.0) / alpha);
}

}  // namespace ansatz
