// One-hot rows in f32.
#include <algorithm>

#include "cpu/kernel.h"
#include "cpu/kernels/indices.h"

namespace ansatz::cpu {
namespace {

struct OneHotCall {
  std::int64_t row_step;
  Indices indices;
  float* rows = nullptr;
};

void run(const void* self, int part, int) {
  const auto& call = *static_cast<const OneHotCall*>(self);
  const std::int64_t begin = part * call.row_step, end = std::min(begin + call.row_step, call.indices.count);
  const std::int64_t classes = call.indices.extent;
  std::fill(call.rows + begin * classes, call.rows + end * classes, 0.0f);
  for (std::int64_t i = begin; i < end; ++i) call.rows[i * classes + call.indices[i]] = 1;
}

bool build(const plan::Task& task, Builder& builder) {
  if (task.output.type.dtype != DType::f32 || task.output.type.shape.size() == 0) return false;
  const std::int64_t classes = task.attributes.integers[0];
  const Type& indices = task.inputs[0].type;
  auto* call = builder.keep(OneHotCall{std::max<std::int64_t>(1, elements_a_part / classes),
                                       {"one_hot", indices.dtype, indices.shape.size(), classes}});
  builder.bind(call->indices.data, task.inputs[0]);
  builder.bind(call->rows, task.output);
  builder.add({run, call, static_cast<int>((call->indices.count + call->row_step - 1) / call->row_step)});
  return true;
}

}  // namespace

namespace kernels {
const Kernels one_hot = {{"one_hot", build}};
}

}  // namespace ansatz::cpu
