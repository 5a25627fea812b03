// Rows at indices, for elements of any type.
#include <cstring>

#include "cpu/kernel.h"
#include "cpu/kernels/axis_parts.h"
#include "cpu/kernels/indices.h"

namespace ansatz::cpu {
namespace {

struct GatherCall {
  std::int64_t rows, row_step;  // of the result; of a part
  std::size_t row_bytes;
  Indices indices;
  const std::byte* x = nullptr;
  std::byte* result = nullptr;
};

void run(const void* self, int part, int) {
  const auto& call = *static_cast<const GatherCall*>(self);
  const std::int64_t begin = part * call.row_step, end = std::min(begin + call.row_step, call.rows);
  std::int64_t outer = begin / call.indices.count, place = begin % call.indices.count;
  std::byte* to = call.result + begin * call.row_bytes;
  for (std::int64_t i = begin; i < end; ++i, to += call.row_bytes) {
    const std::byte* from = call.x + (outer * call.indices.extent + call.indices[place]) * call.row_bytes;
    if (call.row_bytes == sizeof(float))
      std::memcpy(to, from, sizeof(float));
    else
      std::memcpy(to, from, call.row_bytes);
    if (++place == call.indices.count) {
      place = 0;
      ++outer;
    }
  }
}

bool build(const plan::Task& task, Builder& builder) {
  if (task.output.type.shape.size() == 0) return false;
  const auto [outer, extent, inner] =
      axis_view(task.inputs[0].type.shape, static_cast<int>(task.attributes.integers[0]));
  const Type& indices = task.inputs[1].type;
  const std::int64_t count = indices.shape.size();
  auto* call = builder.keep(GatherCall{.rows = outer * count,
                                       .row_step = std::max<std::int64_t>(1, elements_a_part / inner),
                                       .row_bytes = inner * size_of(task.output.type.dtype),
                                       .indices = {"gather", indices.dtype, count, extent}});
  builder.bind(call->x, task.inputs[0]);
  builder.bind(call->indices.data, task.inputs[1]);
  builder.bind(call->result, task.output);
  builder.add({run, call, static_cast<int>((call->rows + call->row_step - 1) / call->row_step)});
  return true;
}

}  // namespace

namespace kernels {
const Kernels gather = {{"gather", build}};
}

}  // namespace ansatz::cpu
