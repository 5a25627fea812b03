#include <cmath>

#include "ansatz/layer.h"
#include "nn/layers/probability.h"

namespace ansatz {

/// Dropout for selu: in training each element becomes selu's limit -λα with probability p, and all are then scaled and
/// moved so that mean 0 and variance 1 stay; otherwise x. Throws `Error` unless 0 ≤ p < 1.
/// (Klambauer et al. 2017, arXiv:1706.02515, section "New dropout technique")
Array alpha_dropout(Scope s, const Array& x, double p) {
  check_probability("alpha_dropout", s, p);
  if (!s.training() || p == 0) return x;
  constexpr double limit = -1.7580993408473766;
  const double scale = 1 / std::sqrt((1 - p) * (1 + p * limit * limit));
  const Array kept = random_bernoulli(s.random(), 1 - p, x.shape());
  return where(kept, x * scale, full({}, limit * scale, x.dtype())) - limit * p * scale;
}

}  // namespace ansatz
