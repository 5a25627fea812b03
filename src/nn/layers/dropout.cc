#include "ansatz/layer.h"
#include "nn/layers/probability.h"

namespace ansatz {

/// In training each element is dropped with probability p and the others are multiplied by 1/(1 - p); otherwise x.
/// Throws `Error` unless 0 ≤ p < 1. (Srivastava et al. 2014)
Array dropout(Scope s, const Array& x, double p) {
  check_probability("dropout", s, p);
  if (!s.training() || p == 0) return x;
  return gate(random_bernoulli(s.random(), 1 - p, x.shape()), x * (1 / (1 - p)));
}

}  // namespace ansatz
