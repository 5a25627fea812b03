// Sums at indices, in f32. A part has some of the columns and meets the indices in their order, so that every sum has
// one order.
#include <cstring>

#include "cpu/kernel.h"
#include "cpu/kernels/axis_parts.h"
#include "cpu/kernels/indices.h"
#include "cpu/kernels/scatter_kernels.h"

namespace ansatz::cpu {
namespace {

struct ScatterCall {
  AxisParts parts;  // of the result
  Indices indices;
  const ScatterKernels* kernels;
  const float* x = nullptr;
  const float* updates = nullptr;
  float* result = nullptr;
};

void run(const void* self, int number, int) {
  const auto& call = *static_cast<const ScatterCall*>(self);
  const auto [outer, extent, inner] = call.parts.view;
  const AxisPart part = call.parts[number];
  for (std::int64_t o = part.outer_begin; o < part.outer_end; ++o) {
    float* result = call.result + o * extent * inner + part.inner_begin;
    if (call.x != call.result) {
      const float* x = call.x + o * extent * inner + part.inner_begin;
      const std::int64_t rows = part.inner_count == inner ? 1 : extent;
      for (std::int64_t r = 0; r < rows; ++r)
        std::memcpy(result + r * inner, x + r * inner, part.inner_count * (extent / rows) * sizeof(float));
    }
    const float* update = call.updates + o * call.indices.count * inner + part.inner_begin;
    for (std::int64_t i = 0; i < call.indices.count; ++i, update += inner) {
      float* to = result + call.indices[i] * inner;
      if (part.inner_count == 1)
        *to += *update;
      else
        call.kernels->add(update, part.inner_count, to);
    }
  }
}

bool build(const plan::Task& task, Builder& builder) {
  const Type& type = task.output.type;
  if (type.dtype != DType::f32 || type.shape.size() == 0) return false;
  const std::int64_t axis = task.attributes.integers[0];
  const Type& indices = task.inputs[1].type;
  AxisView view = axis_view(type.shape, static_cast<int>(axis));
  // Parts by the larger of what is copied and what is added.
  view.extent = std::max(view.extent, indices.shape.size());
  AxisParts parts(view, elements_a_part);
  parts.view.extent = type.shape[static_cast<int>(axis)];
  auto* call = builder.keep(ScatterCall{parts,
                                        {"scatter_add", indices.dtype, indices.shape.size(), parts.view.extent},
                                        &ANSATZ_PICK(scatter_kernels, builder.isa)});
  builder.bind(call->x, task.inputs[0]);
  builder.bind(call->indices.data, task.inputs[1]);
  builder.bind(call->updates, task.inputs[2]);
  builder.bind(call->result, task.output);
  builder.add({run, call, parts.count()});
  return true;
}

}  // namespace

namespace kernels {
const Kernels scatter_add = {{"scatter_add", build}};
}

}  // namespace ansatz::cpu
