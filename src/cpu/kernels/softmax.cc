// softmax and log_softmax in f32.
#include "cpu/kernel.h"
#include "cpu/kernels/axis_parts.h"
#include "cpu/kernels/softmax_kernels.h"

namespace ansatz::cpu {
namespace {

struct SoftmaxCall {
  AxisParts parts;
  bool logarithm;
  const SoftmaxKernels* kernels;
  const float* x = nullptr;
  float* y = nullptr;
};

void run(const void* self, int number, int) {
  const auto& call = *static_cast<const SoftmaxCall*>(self);
  const auto [outer, extent, inner] = call.parts.view;
  const AxisPart part = call.parts[number];
  if (inner == 1) {
    const std::int64_t place = part.outer_begin * extent;
    call.kernels->rows(call.x + place, part.outer_end - part.outer_begin, extent, call.logarithm, call.y + place);
    return;
  }
  for (std::int64_t o = part.outer_begin; o < part.outer_end; ++o) {
    const std::int64_t place = o * extent * inner + part.inner_begin;
    call.kernels->columns(call.x + place, extent, part.inner_count, inner, call.logarithm, call.y + place);
  }
}

bool build(const plan::Task& task, bool logarithm, Builder& builder) {
  const Type& type = task.output.type;
  if (type.dtype != DType::f32 || type.shape.size() == 0) return false;
  // An exponential costs some additions.
  const AxisParts parts(type.shape, task.attributes.integers[0], elements_a_part / 4);
  auto* call = builder.keep(SoftmaxCall{parts, logarithm, &ANSATZ_PICK(softmax_kernels, builder.isa)});
  builder.bind(call->x, task.inputs[0]);
  builder.bind(call->y, task.output);
  builder.add({run, call, parts.count()});
  return true;
}

bool build_softmax(const plan::Task& task, Builder& builder) { return build(task, false, builder); }
bool build_log_softmax(const plan::Task& task, Builder& builder) { return build(task, true, builder); }

}  // namespace

namespace kernels {
const Kernels softmax = {{"softmax", build_softmax}, {"log_softmax", build_log_softmax}};
}

}  // namespace ansatz::cpu
