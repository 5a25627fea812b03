// argmax and argmin of f32.
#include "cpu/kernel.h"
#include "cpu/kernels/argmax_kernels.h"
#include "cpu/kernels/axis_parts.h"

namespace ansatz::cpu {
namespace {

struct ArgmaxCall {
  AxisParts parts;
  bool smallest;
  const ArgmaxKernels* kernels;
  const float* x = nullptr;
  std::int64_t* places = nullptr;
};

void run(const void* self, int number, int) {
  const auto& call = *static_cast<const ArgmaxCall*>(self);
  const auto [outer, extent, inner] = call.parts.view;
  const AxisPart part = call.parts[number];
  for (std::int64_t o = part.outer_begin; o < part.outer_end; ++o) {
    if (inner == 1)
      call.places[o] = call.kernels->row(call.x + o * extent, extent, call.smallest);
    else
      call.kernels->columns(call.x + o * extent * inner + part.inner_begin, extent, part.inner_count, inner,
                            call.smallest, call.places + o * inner + part.inner_begin);
  }
}

bool build(const plan::Task& task, bool smallest, Builder& builder) {
  const Type& type = task.inputs[0].type;
  if (type.dtype != DType::f32 || type.shape.size() == 0) return false;
  const AxisParts parts(type.shape, task.attributes.integers[0], elements_a_part);
  auto* call = builder.keep(ArgmaxCall{parts, smallest, &ANSATZ_PICK(argmax_kernels, builder.isa)});
  builder.bind(call->x, task.inputs[0]);
  builder.bind(call->places, task.output);
  builder.add({run, call, parts.count()});
  return true;
}

bool build_argmax(const plan::Task& task, Builder& builder) { return build(task, false, builder); }
bool build_argmin(const plan::Task& task, Builder& builder) { return build(task, true, builder); }

}  // namespace

namespace kernels {
const Kernels argmax = {{"argmax", build_argmax}, {"argmin", build_argmin}};
}

}  // namespace ansatz::cpu
