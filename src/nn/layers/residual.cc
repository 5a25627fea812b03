#include "ansatz/initializers.h"
#include "ansatz/layer.h"
#include "base/fail.h"

namespace ansatz {

/// x + block(x) (He et al. 2016, arXiv:1512.03385, equation 1): gradients reach x unchanged, however deep the block is.
/// When the block changes the number of features, x is projected: x·projection.weightᵀ + block(x) (equation 2).
/// Parameters: the block's, and projection.weight [out, in] then, xavier_uniform. Throws `Error` when another dimension
/// changes.
Array residual(Scope s, const Array& x, const Architecture& block) {
  const Array y = block(s, x);
  if (y.shape() == x.shape()) return x + y;
  bool fits = x.rank() == y.rank() && x.rank() > 0;
  for (int i = 0; fits && i + 1 < x.rank(); ++i) fits = x.dim(i) == y.dim(i);
  if (!fits)
    fail("residual \"{}\": the block makes {} of {}; only the number of features may change", s.path(),
         to_string(y.shape()), to_string(x.shape()));
  return matmul(x, transpose(s["projection"].parameter("weight", {y.dim(-1), x.dim(-1)}, xavier_uniform()))) + y;
}

}  // namespace ansatz
