// Running sums of f32, added in double as the plain kernel does.
#include "cpu/kernel.h"
#include "cpu/kernels/axis_parts.h"

namespace ansatz::cpu {
namespace {

constexpr std::int64_t width = 64;  // columns whose sums run together

struct CumsumCall {
  AxisParts parts;
  bool reverse;
  const float* x = nullptr;
  float* result = nullptr;
};

void run(const void* self, int number, int) {
  const auto& call = *static_cast<const CumsumCall*>(self);
  const auto [outer, extent, inner] = call.parts.view;
  const AxisPart part = call.parts[number];
  const std::int64_t step = call.reverse ? -inner : inner, start = call.reverse ? (extent - 1) * inner : 0;
  for (std::int64_t o = part.outer_begin; o < part.outer_end; ++o)
    for (std::int64_t first = 0; first < part.inner_count; first += width) {
      const std::int64_t columns = std::min(width, part.inner_count - first);
      std::int64_t place = o * extent * inner + part.inner_begin + first + start;
      double sums[width] = {};
      for (std::int64_t r = 0; r < extent; ++r, place += step)
        for (std::int64_t c = 0; c < columns; ++c) {
          sums[c] += static_cast<double>(call.x[place + c]);
          call.result[place + c] = static_cast<float>(sums[c]);
        }
    }
}

bool build(const plan::Task& task, Builder& builder) {
  const Type& type = task.output.type;
  if (type.dtype != DType::f32 || type.shape.size() == 0) return false;
  const AxisParts parts(type.shape, task.attributes.integers[0], elements_a_part);
  auto* call = builder.keep(CumsumCall{parts, task.attributes.integers[1] != 0});
  builder.bind(call->x, task.inputs[0]);
  builder.bind(call->result, task.output);
  builder.add({run, call, parts.count()});
  return true;
}

}  // namespace

namespace kernels {
const Kernels cumsum = {{"cumsum", build}};
}

}  // namespace ansatz::cpu
