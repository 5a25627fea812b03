#include <algorithm>

#include "ansatz/operations.h"
#include "array/convert.h"
#include "ops/indices.h"

namespace ansatz {
namespace {

// integers: {classes, element type}
Type infer(std::span<const Array> inputs, const Attributes& attributes) {
  require_indices("one_hot", inputs[0]);
  Shape shape = inputs[0].shape();
  shape.push_back(attributes.integers[0]);
  return {shape, static_cast<DType>(attributes.integers[1])};
}

std::vector<Array> gradient(const Array&, std::span<const Array>, const Attributes&, const Array&) {
  return {no_gradient()};
}

void evaluate(const Evaluation& call) {
  const std::int64_t classes = call.attributes.integers[0];
  const double one = 1;
  with_type(call.type.dtype, [&](auto tag) {
    using T = decltype(tag);
    T* row = static_cast<T*>(call.output);
    std::fill(row, row + call.type.shape.size(), T{});
    for (std::int64_t i = 0; i < call.inputs[0].shape->size(); ++i, row += classes)
      convert(&one, DType::f64, row + index_at("one_hot", call.inputs[0], i, classes), call.type.dtype, 1);
  });
}

const Operation one_hot_operation{"one_hot", Kind::general, infer, gradient, evaluate, "OneHot"};

}  // namespace

/// A new last dimension of `classes` elements that are 0 but for a 1 at the index (i32 or i64). Throws `Error` when
/// run with an index outside of [0, classes).
Array one_hot(const Array& indices, std::int64_t classes, DType type /*= DType::f32*/) {
  return record(one_hot_operation, {indices}, {.integers = {classes, static_cast<std::int64_t>(type)}});
}

}  // namespace ansatz
