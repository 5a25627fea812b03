#include "ansatz/nn.h"
#include "base/fail.h"

namespace ansatz {

Array dropout(Scope s, const Array& x, double p) {
  if (!(p >= 0 && p < 1)) fail("dropout \"{}\": the probability is {}; it must be at least 0 and below 1", s.path(), p);
  if (!s.training() || p == 0) return x;
  return gate(random_bernoulli(s.random(), 1 - p, x.shape()), x * (1 / (1 - p)));
}

}  // namespace ansatz
