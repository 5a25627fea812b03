#include "cpu/tasks.h"
#include "ops/strided_copy.h"

namespace ansatz::cpu {
namespace {

struct CopyCall {
  const void* from = nullptr;
  void* to = nullptr;
  Shape strides, shape;
  std::size_t element;
};

void run_copy(const void* self, int, int) {
  const auto& call = *static_cast<const CopyCall*>(self);
  strided_copy(call.from, 0, call.strides, call.to, call.shape, call.element);
}

}  // namespace

void add_copy(const plan::Task& task, Builder& builder) {
  if (task.output.type.shape.size() == 0) return;
  auto* call = builder.keep(CopyCall{nullptr, nullptr, task.inputs[0].place.strides, task.output.type.shape,
                                     size_of(task.output.type.dtype)});
  builder.bind(call->from, task.inputs[0]);
  builder.bind(call->to, task.output);
  builder.add({run_copy, call, 1});
}

}  // namespace ansatz::cpu
