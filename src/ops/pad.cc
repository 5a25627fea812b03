#include <algorithm>

#include "ansatz/operations.h"
#include "array/convert.h"
#include "base/fail.h"
#include "ops/axes.h"
#include "ops/known.h"

namespace ansatz {
namespace {

Type infer(std::span<const Array> inputs, const Attributes& attributes) {
  Shape shape;
  for (int i = 0; i < inputs[0].rank(); ++i) {
    const std::int64_t *padding = &attributes.integers[3 * i], count = inputs[0].shape()[i];
    shape.push_back(padding[0] + padding[2] + (count ? count + (count - 1) * padding[1] : 0));
  }
  return {shape, inputs[0].dtype()};
}

std::vector<Array> gradient(const Array&, std::span<const Array> x, const Attributes& attributes, const Array& dy) {
  Attributes range;
  for (int i = 0; i < x[0].rank(); ++i) {
    const std::int64_t begin = attributes.integers[3 * i], step = attributes.integers[3 * i + 1] + 1;
    const std::int64_t count = x[0].shape()[i];
    range.integers.insert(range.integers.end(), {begin, begin + (count ? (count - 1) * step + 1 : 0), step});
  }
  return {record(slice_operation, {dy}, std::move(range))};
}

void evaluate(const Evaluation& call) {
  const Operand& x = call.inputs[0];
  Shape strides = row_major_strides(call.type.shape);
  std::int64_t start = 0;
  for (int i = 0; i < strides.rank(); ++i) {
    start += call.attributes.integers[3 * i] * strides[i];
    strides[i] *= call.attributes.integers[3 * i + 1] + 1;
  }
  with_type(call.type.dtype, [&](auto tag) {
    using T = decltype(tag);
    T* output = static_cast<T*>(call.output);
    T value;
    convert(call.attributes.numbers.data(), DType::f64, &value, call.type.dtype, 1);
    std::fill(output, output + call.type.shape.size(), value);
    std::int64_t index[Shape::max_rank] = {}, place = start;
    for (std::int64_t i = 0; i < x.shape->size(); ++i) {
      output[place] = x.as<T>()[i];
      for (int axis = strides.rank() - 1; axis >= 0; --axis) {
        place += strides[axis];
        if (++index[axis] < (*x.shape)[axis]) break;
        place -= strides[axis] * (*x.shape)[axis];
        index[axis] = 0;
      }
    }
  });
}

}  // namespace

const Operation pad_operation{"pad", Kind::general, infer, gradient, evaluate, "Pad"};

/// x with `before[i]` and `after[i]` elements of the given value added at the ends of each dimension i.
Array pad(const Array& x, const std::vector<std::int64_t>& before, const std::vector<std::int64_t>& after,
          double value /*= 0*/) {
  if (static_cast<int>(before.size()) != x.rank() || static_cast<int>(after.size()) != x.rank())
    fail("pad: {} and {} widths are given for an array of {} dimensions", before.size(), after.size(), x.rank());
  Attributes attributes{.numbers = {value}};
  for (int i = 0; i < x.rank(); ++i) {
    if (before[i] < 0 || after[i] < 0) fail("pad: the widths {} and {} are not both 0 or more", before[i], after[i]);
    attributes.integers.insert(attributes.integers.end(), {before[i], 0, after[i]});
  }
  return record(pad_operation, {x}, std::move(attributes));
}

}  // namespace ansatz
