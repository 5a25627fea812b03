// Elements at indices of their own, and sums at such indices in f32.
#include <cstring>

#include "cpu/kernel.h"
#include "cpu/kernels/axis_parts.h"
#include "cpu/kernels/indices.h"

namespace ansatz::cpu {
namespace {

struct TakeCall {
  AxisParts parts;  // of the indices
  Indices indices;
  const void* x = nullptr;
  const void* updates = nullptr;
  void* result = nullptr;
};

// Calls visit(place in the array, place among the indices) in the indices' order.
template <class Visit> void for_each_index(const TakeCall& call, const AxisPart& part, Visit visit) {
  const auto [outer, count, inner] = call.parts.view;
  for (std::int64_t o = part.outer_begin; o < part.outer_end; ++o)
    for (std::int64_t j = 0; j < count; ++j) {
      const std::int64_t first = (o * count + j) * inner, last = first + part.inner_begin + part.inner_count;
      for (std::int64_t place = first + part.inner_begin; place < last; ++place)
        visit((o * call.indices.extent + call.indices[place]) * inner + (place - first), place);
    }
}

template <class T> void run_take(const void* self, int number, int) {
  const auto& call = *static_cast<const TakeCall*>(self);
  const T* x = static_cast<const T*>(call.x);
  T* result = static_cast<T*>(call.result);
  for_each_index(call, call.parts[number], [&](std::int64_t from, std::int64_t to) { result[to] = x[from]; });
}

void run_scatter(const void* self, int number, int) {
  const auto& call = *static_cast<const TakeCall*>(self);
  const AxisPart part = call.parts[number];
  const float* updates = static_cast<const float*>(call.updates);
  float* result = static_cast<float*>(call.result);
  if (call.x != call.result) {
    const std::int64_t inner = call.parts.view.inner, extent = call.indices.extent;
    const std::int64_t rows = part.inner_count == inner ? 1 : extent;
    for (std::int64_t o = part.outer_begin; o < part.outer_end; ++o)
      for (std::int64_t r = 0; r < rows; ++r) {
        const std::int64_t place = (o * extent + r) * inner + part.inner_begin;
        std::memcpy(result + place, static_cast<const float*>(call.x) + place,
                    part.inner_count * (extent / rows) * sizeof(float));
      }
  }
  for_each_index(call, part, [&](std::int64_t to, std::int64_t from) { result[to] += updates[from]; });
}

// Parts by the larger of the array's and the indices' axis.
TakeCall* make(const char* operation, const plan::Task& task, Builder& builder) {
  const Type& indices = task.inputs[1].type;
  const int axis = static_cast<int>(task.attributes.integers[0]);
  AxisView view = axis_view(indices.shape, axis);
  const std::int64_t count = view.extent, extent = task.inputs[0].type.shape[axis];
  view.extent = std::max(count, extent);
  AxisParts parts(view, elements_a_part);
  parts.view.extent = count;
  auto* call = builder.keep(TakeCall{parts, {operation, indices.dtype, indices.shape.size(), extent}});
  builder.bind(call->x, task.inputs[0]);
  builder.bind(call->indices.data, task.inputs[1]);
  builder.bind(call->result, task.output);
  return call;
}

bool build_take(const plan::Task& task, Builder& builder) {
  if (task.output.type.shape.size() == 0) return false;
  TakeCall* call = make("take_along_axis", task, builder);
  const std::size_t bytes = size_of(task.output.type.dtype);
  builder.add({bytes == 8   ? run_take<std::uint64_t>
               : bytes == 4 ? run_take<std::uint32_t>
               : bytes == 2 ? run_take<std::uint16_t>
                            : run_take<std::uint8_t>,
               call, call->parts.count()});
  return true;
}

bool build_scatter(const plan::Task& task, Builder& builder) {
  if (task.output.type.dtype != DType::f32 || task.output.type.shape.size() == 0) return false;
  TakeCall* call = make("scatter_add_along_axis", task, builder);
  builder.bind(call->updates, task.inputs[2]);
  builder.add({run_scatter, call, call->parts.count()});
  return true;
}

}  // namespace

namespace kernels {
const Kernels take_along_axis = {{"take_along_axis", build_take}, {"scatter_add_along_axis", build_scatter}};
}

}  // namespace ansatz::cpu
