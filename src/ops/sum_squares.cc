#include "ansatz/operations.h"
#include "ops/known.h"
#include "ops/reduction.h"

namespace ansatz {
namespace {

std::vector<Array> gradient(const Array&, std::span<const Array> x, const Attributes&, const Array& dy) {
  return {x[0] * (2.0 * dy)};
}

void evaluate(const Evaluation& call) {
  reduce(
      "sum_squares", call,
      [](auto sum, auto x) {
        const auto wide = static_cast<decltype(sum)>(x);
        return static_cast<decltype(sum)>(sum + wide * wide);
      },
      [](auto zero) { return zero; });
}

const Operation sum_squares_operation{"sum_squares", Kind::general, infer_reduction, gradient, evaluate};

}  // namespace

/// The sum of the squares of all elements, one number: the squared Euclidean norm. One pass over x, where sum(square(x))
/// stores the squares.
Array sum_squares(const Array& x) {
  return record_reduction(sum_squares_operation, is_real(x.dtype()) ? x : cast(x, DType::f32), {}, false);
}

}  // namespace ansatz
