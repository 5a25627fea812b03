#include <numbers>

#include "ansatz/loss.h"
#include "ansatz/operations.h"
#include "base/settings.h"
#include "loss/same_shape.h"

namespace ansatz {

/// Mean of log cosh(prediction - target): d²/2 for small differences, |d| - log 2 for large ones, smooth everywhere.
/// By name: "log_cosh".
Array log_cosh(const Array& prediction, const Array& target) {
  check_same_shape("log_cosh", prediction, target);
  // log cosh d = log(1 + e⁻²ᵈ) + d - log 2, which cannot overflow.
  const Array d = prediction - target;
  return mean(softplus(d * -2.0) + d) - std::numbers::ln2;
}

Loss log_cosh_from(Settings& settings) {
  settings.read_nothing();
  return log_cosh;
}

}  // namespace ansatz
