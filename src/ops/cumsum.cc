#include "ansatz/operations.h"
#include "array/convert.h"
#include "array/operation.h"
#include "base/fail.h"
#include "ops/axes.h"
#include "ops/identity.h"

namespace ansatz {
namespace {

extern const Operation cumsum_operation;

// integers: {axis, whether from the end}
std::vector<Array> gradient(const Array&, std::span<const Array>, const Attributes& attributes, const Array& dy) {
  return {record(cumsum_operation, {dy}, {.integers = {attributes.integers[0], !attributes.integers[1]}})};
}

void evaluate(const Evaluation& call) {
  const auto [outer, extent, inner] = axis_view(call.type.shape, static_cast<int>(call.attributes.integers[0]));
  const bool reverse = call.attributes.integers[1];
  with_type(call.type.dtype, [&, outer = outer, extent = extent, inner = inner](auto tag) {
    using T = decltype(tag);
    if constexpr (std::is_arithmetic_v<T> && !std::is_same_v<T, bool>) {
      using Sum = std::conditional_t<std::is_same_v<T, float>, double, T>;
      for (std::int64_t i = 0; i < outer; ++i)
        for (std::int64_t k = 0; k < inner; ++k) {
          Sum sum{};
          for (std::int64_t j = 0; j < extent; ++j) {
            const std::int64_t place = (i * extent + (reverse ? extent - 1 - j : j)) * inner + k;
            sum = static_cast<Sum>(sum + call.inputs[0].as<T>()[place]);
            static_cast<T*>(call.output)[place] = static_cast<T>(sum);
          }
        }
    } else {
      fail("cumsum: {} is no number type to add in; cast to f32 or i64 first", name_of(call.type.dtype));
    }
  });
}

const Operation cumsum_operation{"cumsum", Kind::general, infer_same, gradient, evaluate, "CumSum"};

}  // namespace

/// The running sums along an axis: yᵢ = x₀ + … + xᵢ.
Array cumsum(const Array& x, int axis /*= -1*/) {
  return record(cumsum_operation, {x}, {.integers = {wrap_axis("cumsum", axis, x.rank()), 0}});
}

}  // namespace ansatz
