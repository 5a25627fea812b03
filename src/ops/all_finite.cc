#include <cmath>

#include "ansatz/operations.h"
#include "base/fail.h"
#include "ops/known.h"

namespace ansatz {
namespace {

Type infer(std::span<const Array> inputs, const Attributes&) {
  for (const Array& x : inputs)
    if (!is_real(x.dtype())) fail("all_finite: {} is no real number type", name_of(x.dtype()));
  return {{}, DType::boolean};
}

std::vector<Array> gradient(const Array&, std::span<const Array> x, const Attributes&, const Array&) {
  return std::vector<Array>(x.size(), no_gradient());
}

template <class T>
bool finite(const Operand& x) {
  for (std::int64_t i = 0; i < x.shape->size(); ++i)
    if (!std::isfinite(x.as<T>()[i])) return false;
  return true;
}

void evaluate(const Evaluation& call) {
  bool all = true;
  for (const Operand& x : call.inputs) all &= x.dtype == DType::f32 ? finite<float>(x) : finite<double>(x);
  *static_cast<bool*>(call.output) = all;
}

}  // namespace

const Operation all_finite_operation{"all_finite", Kind::general, infer, gradient, evaluate};

/// Whether no element of any of the arrays is infinite or NaN: one bool.
Array all_finite(const std::vector<Array>& arrays) { return record(all_finite_operation, arrays); }

}  // namespace ansatz
