#include "ansatz/loss.h"
#include "ansatz/operations.h"
#include "base/settings.h"
#include "loss/same_shape.h"

namespace ansatz {

/// Mean of eᶻ - target·z, the negative log-likelihood of counts whose expectation is eᶻ, without the term that depends
/// on the target alone: z is the logarithm of a rate, targets are at least 0. By name: "poisson".
Array poisson(const Array& log_rate, const Array& target) {
  check_same_shape("poisson", log_rate, target);
  return mean(exp(log_rate) - target * log_rate);
}

Loss poisson_from(Settings& settings) {
  settings.read_nothing();
  return poisson;
}

}  // namespace ansatz
