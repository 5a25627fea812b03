#include <cmath>

#include "ansatz/initializers.h"
#include "ansatz/layer.h"
#include "base/fail.h"

namespace ansatz {

/// aᵀ·weight[o]·b + bias[o] for each output o: [..., in1] and [..., in2] → [..., out], as PyTorch's. Parameters: weight
/// [out, in1, in2] and bias [out], at first uniform in ±1/√in1. Throws `Error` when the leading dimensions differ.
Array bilinear(Scope s, const Array& a, const Array& b, std::int64_t out) {
  const auto leading = [](const Array& x) {
    Shape shape = x.shape();
    if (shape.rank()) shape.erase(shape.rank() - 1);
    return shape;
  };
  if (a.rank() < 1 || b.rank() < 1 || !(leading(a) == leading(b)))
    fail("bilinear \"{}\": the inputs are {} and {}; [..., in1] and [..., in2] are needed", s.path(),
         to_string(a.shape()), to_string(b.shape()));
  if (out < 1) fail("bilinear \"{}\": {} outputs are asked for; at least 1 is needed", s.path(), out);
  const std::int64_t in1 = a.dim(-1), in2 = b.dim(-1);
  const double bound = 1.0 / std::sqrt(static_cast<double>(std::max<std::int64_t>(in1, 1)));
  const Array weight = s.parameter("weight", {out, in1, in2}, uniform(-bound, bound));
  // One product for all outputs, [..., out·in2], then a weighted sum over in2.
  const Array half = matmul(a, reshape(permute(weight, {1, 0, 2}), {in1, out * in2}));
  Shape shape = leading(a);
  shape.push_back(out);
  shape.push_back(in2);
  const Array sums = sum(reshape(half, shape) * unsqueeze(b, b.rank() - 1), {-1});
  return sums + s.parameter("bias", {out}, uniform(-bound, bound));
}

}  // namespace ansatz
