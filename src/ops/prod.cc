#include "ansatz/operations.h"
#include "ops/reduction.h"

namespace ansatz {
namespace {

// The product of the other elements, without dividing by zero: y / x where nothing is zero; the product of the
// others at an only zero; 0 elsewhere.
std::vector<Array> gradient(const Array&, std::span<const Array> x, const Attributes& attributes, const Array& dy) {
  const std::vector<int> axes(attributes.integers.begin(), attributes.integers.end());
  const Array zero = x[0] == 0.0;
  const Array zeros = sum(zero, axes, /*keep_axes=*/true);
  const Array others = where(zero, 1.0, x[0]);
  const Array product = prod(others, axes, /*keep_axes=*/true);
  const Array counts = zeros == cast(zero, DType::i64);
  return {where(counts, reshape(dy, product.shape()) * product / others, 0.0)};
}

void evaluate(const Evaluation& call) {
  reduce(
      "prod", call, [](auto product, auto x) { return static_cast<decltype(product)>(product * x); },
      [](auto zero) { return static_cast<decltype(zero)>(zero + 1); });
}

const Operation prod_operation{"prod", Kind::general, infer_reduction, gradient, evaluate, "ReduceProd"};

}  // namespace

/// The product over the axes (all when none is named). An empty product is 1. Gradients of gradients are right where
/// at most one factor is zero.
Array prod(const Array& x, const std::vector<int>& axes /*= {}*/, bool keep_axes /*= false*/) {
  return record_reduction(prod_operation, x, axes, keep_axes);
}

}  // namespace ansatz
