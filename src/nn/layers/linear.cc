#include <algorithm>
#include <cmath>

#include "ansatz/initializers.h"
#include "ansatz/layer.h"
#include "base/fail.h"

namespace ansatz {

/// Of `linear`.
struct LinearOptions {
  bool bias = true;
  /// Of the weight; by default uniform in ±1/√in, as PyTorch's.
  Initializer weight = nullptr;
  /// Of the bias; by default uniform in ±1/√in.
  Initializer bias_initializer = nullptr;
};

/// x·weightᵀ + bias: [..., in] → [..., out]. Parameters: weight [out, in], bias [out].
Array linear(Scope s, const Array& x, std::int64_t out, const LinearOptions& options /*= {}*/) {
  if (x.rank() < 1) fail("linear \"{}\": the input is a scalar; [..., features] is needed", s.path());
  if (out < 1) fail("linear \"{}\": {} outputs are asked for; at least 1 is needed", s.path(), out);
  const std::int64_t in = x.shape().back();
  const double bound = 1.0 / std::sqrt(static_cast<double>(std::max<std::int64_t>(in, 1)));
  const Initializer drawn = uniform(-bound, bound);
  const Array weight = s.parameter("weight", {out, in}, options.weight ? options.weight : drawn);
  const Array product = matmul(x, transpose(weight));
  if (!options.bias) return product;
  return product + s.parameter("bias", {out}, options.bias_initializer ? options.bias_initializer : drawn);
}

}  // namespace ansatz
