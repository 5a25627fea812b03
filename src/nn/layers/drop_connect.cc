#include <cmath>

#include "ansatz/initializers.h"
#include "ansatz/layer.h"
#include "nn/layers/probability.h"

namespace ansatz {

/// Of `drop_connect`.
struct DropConnectOptions {
  /// Of the weight; by default uniform in ±1/√in, as `linear`.
  Initializer weight = nullptr;
  /// Of the bias; by default uniform in ±1/√in.
  Initializer bias_initializer = nullptr;
};

/// A linear layer whose weights are dropped: in training each is 0 with probability p for the whole batch, and the others
/// are multiplied by 1/(1 - p); otherwise it is `linear` (Wan et al. 2013, "Regularization of Neural Networks using
/// DropConnect"; the expected weight stands for the paper's Gaussian approximation). [..., in] → [..., out].
/// Parameters: weight [out, in], bias [out]. Throws `Error` unless 0 ≤ p < 1.
Array drop_connect(Scope s, const Array& x, std::int64_t out, double p, const DropConnectOptions& options /*= {}*/) {
  check_probability("drop_connect", s, p);
  if (x.rank() < 1 || out < 1)
    fail("drop_connect \"{}\": [..., features] and at least 1 output are needed, not {} and {}", s.path(),
         to_string(x.shape()), out);
  const std::int64_t in = x.dim(-1);
  const double bound = 1.0 / std::sqrt(static_cast<double>(std::max<std::int64_t>(in, 1)));
  const Initializer drawn = uniform(-bound, bound);
  Array weight = s.parameter("weight", {out, in}, options.weight ? options.weight : drawn);
  if (s.training() && p > 0) weight = gate(random_bernoulli(s.random(), 1 - p, weight.shape()), weight * (1 / (1 - p)));
  return matmul(x, transpose(weight)) +
         s.parameter("bias", {out}, options.bias_initializer ? options.bias_initializer : drawn);
}

}  // namespace ansatz
