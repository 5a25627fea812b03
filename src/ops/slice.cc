#include "ansatz/operations.h"
#include "base/fail.h"
#include "ops/axes.h"
#include "ops/known.h"
#include "ops/strided_copy.h"

namespace ansatz {
namespace {

Type infer(std::span<const Array> inputs, const Attributes& attributes) {
  Shape shape;
  for (int i = 0; i < inputs[0].rank(); ++i) {
    const std::int64_t *range = &attributes.integers[3 * i], begin = range[0], end = range[1], step = range[2];
    shape.push_back((end - begin + step - 1) / step);
  }
  return {shape, inputs[0].dtype()};
}

std::vector<Array> gradient(const Array& y, std::span<const Array> x, const Attributes& attributes, const Array& dy) {
  Attributes padding{.numbers = {0.0}};
  for (int i = 0; i < x[0].rank(); ++i) {
    const std::int64_t begin = attributes.integers[3 * i], step = attributes.integers[3 * i + 2], count = y.shape()[i];
    const std::int64_t covered = count ? (count - 1) * step + 1 : 0;
    padding.integers.insert(padding.integers.end(), {begin, step - 1, x[0].shape()[i] - begin - covered});
  }
  return {record(pad_operation, {dy}, std::move(padding))};
}

void evaluate(const Evaluation& call) {
  Shape strides = row_major_strides(*call.inputs[0].shape);
  std::int64_t start = 0;
  for (int i = 0; i < strides.rank(); ++i) {
    start += call.attributes.integers[3 * i] * strides[i];
    strides[i] *= call.attributes.integers[3 * i + 2];
  }
  strided_copy(call.inputs[0].data, start, strides, call.output, call.type.shape, size_of(call.type.dtype));
}

}  // namespace

const Operation slice_operation{"slice", Kind::view, infer, gradient, evaluate, "Slice"};

/// The elements begin, begin + step, … before `end` along an axis. A negative begin or end counts from the end; the
/// step is positive. Throws `Error` when the range leaves the array.
Array slice(const Array& x, int axis, std::int64_t begin, std::int64_t end, std::int64_t step /*= 1*/) {
  axis = wrap_axis("slice", axis, x.rank());
  const std::int64_t extent = x.shape()[axis];
  const std::int64_t first = begin < 0 ? begin + extent : begin, last = end < 0 ? end + extent : end;
  if (first < 0 || last > extent || first > last)
    fail("slice: [{}, {}) is no range within axis {} of {}", begin, end, axis, to_string(x.shape()));
  if (step < 1) fail("slice: the step {} is not positive", step);
  if (first == 0 && last == extent && step == 1) return x;
  Attributes attributes;
  for (int i = 0; i < x.rank(); ++i) {
    if (i == axis)
      attributes.integers.insert(attributes.integers.end(), {first, last, step});
    else
      attributes.integers.insert(attributes.integers.end(), {0, x.shape()[i], 1});
  }
  return record(slice_operation, {x}, std::move(attributes));
}

/// The part of x at one index of an axis, which disappears; a negative index counts from the end.
Array select(const Array& x, int axis, std::int64_t index) {
  axis = wrap_axis("select", axis, x.rank());
  const std::int64_t extent = x.shape()[axis], place = index < 0 ? index + extent : index;
  if (place < 0 || place >= extent) fail("select: axis {} of {} has no index {}", axis, to_string(x.shape()), index);
  return squeeze(slice(x, axis, place, place + 1), axis);
}

/// Cuts x along an axis into parts of the given sizes.
std::vector<Array> split(const Array& x, const std::vector<std::int64_t>& sizes, int axis /*= 0*/) {
  axis = wrap_axis("split", axis, x.rank());
  std::int64_t begin = 0;
  for (std::int64_t size : sizes) begin += size;
  if (begin != x.shape()[axis])
    fail("split: the sizes add up to {}, but axis {} of {} has {}", begin, axis, to_string(x.shape()), x.shape()[axis]);
  std::vector<Array> parts;
  begin = 0;
  for (std::int64_t size : sizes) {
    parts.push_back(slice(x, axis, begin, begin + size));
    begin += size;
  }
  return parts;
}

}  // namespace ansatz
