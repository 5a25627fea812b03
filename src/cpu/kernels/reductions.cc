// Sums, maxima and minima in f32.
#include <algorithm>

#include "cpu/kernel.h"
#include "cpu/kernels/axis_parts.h"
#include "cpu/kernels/reduce_kernels.h"

namespace ansatz::cpu {
namespace {

// Memory that a step reads or writes: a task's own, or a piece of the workspace.
struct Memory {
  float* bound = nullptr;
  std::byte* workspace = nullptr;
  std::int64_t offset = 0;  // in the workspace
  float* get() const { return workspace ? reinterpret_cast<float*>(workspace + offset) : bound; }
};

// inner = 1: along rows, otherwise over them.
struct Step {
  AxisParts parts;
  const Reduction* reduction;
  Memory x = {}, result = {};
};

void run_step(const void* self, int number, int) {
  const auto& step = *static_cast<const Step*>(self);
  const auto [outer, reduced, inner] = step.parts.view;
  const AxisPart part = step.parts[number];
  const float* x = step.x.get();
  float* result = step.result.get();
  for (std::int64_t o = part.outer_begin; o < part.outer_end; ++o) {
    if (inner == 1)
      result[o] = step.reduction->along(x + o * reduced, reduced);
    else
      step.reduction->over(x + o * reduced * inner + part.inner_begin, reduced, part.inner_count, inner,
                           result + o * inner + part.inner_begin);
  }
}

// Everything at once is reduced in two levels: fixed pieces, then the pieces' results.
struct LongCall {
  const float* x = nullptr;
  float* result = nullptr;
  std::int64_t count;
  std::vector<float> pieces;
  const Reduction *first, *rest;
};

void run_pieces(const void* self, int part, int) {
  const auto& call = *static_cast<const LongCall*>(self);
  const std::int64_t begin = part * elements_a_part;
  const_cast<LongCall&>(call).pieces[part] =
      call.first->along(call.x + begin, std::min(elements_a_part, call.count - begin));
}
void run_last(const void* self, int, int) {
  const auto& call = *static_cast<const LongCall*>(self);
  *call.result = call.rest->along(call.pieces.data(), static_cast<std::int64_t>(call.pieces.size()));
}

// Neighbouring dimensions that are reduced together, or kept together.
struct Group {
  std::int64_t extent;
  bool reduced;
};
std::vector<Group> groups_of(const Shape& shape, const std::vector<std::int64_t>& axes) {
  std::vector<Group> groups;
  for (int i = 0; i < shape.rank(); ++i) {
    if (shape[i] == 1) continue;
    const bool reduced = std::find(axes.begin(), axes.end(), i) != axes.end();
    if (!groups.empty() && groups.back().reduced == reduced)
      groups.back().extent *= shape[i];
    else
      groups.push_back({shape[i], reduced});
  }
  return groups;
}

// `first` meets the numbers, `rest` what has been reduced already.
bool build(const plan::Task& task, const Reduction& first, const Reduction& rest, Builder& builder) {
  const Type& type = task.inputs[0].type;
  if (type.dtype != DType::f32 || type.shape.size() == 0) return false;
  std::vector<Group> groups = groups_of(type.shape, task.attributes.integers);
  const auto reduced_groups = std::count_if(groups.begin(), groups.end(), [](const Group& g) { return g.reduced; });
  if (reduced_groups == 0) groups.push_back({1, true});

  if (groups.size() == 1 && groups[0].extent > 2 * elements_a_part) {
    const int parts = static_cast<int>((groups[0].extent + elements_a_part - 1) / elements_a_part);
    auto* call = builder.keep(LongCall{nullptr, nullptr, groups[0].extent, std::vector<float>(parts), &first, &rest});
    builder.bind(call->x, task.inputs[0]);
    builder.bind(call->result, task.output);
    builder.add({run_pieces, call, parts});
    builder.add({run_last, call, 1});
    return true;
  }
  // The last reduced group first; what is in between stands in the workspace, first in one half, then in the other.
  std::int64_t half = 0;
  const Step* previous = nullptr;
  for (std::int64_t left = std::max<std::int64_t>(reduced_groups, 1); left > 0; --left) {
    std::size_t g = groups.size();
    while (!groups[--g].reduced) continue;
    AxisView view{1, groups[g].extent, 1};
    for (std::size_t i = 0; i < groups.size(); ++i)
      if (i != g) (i < g ? view.outer : view.inner) *= groups[i].extent;
    groups.erase(groups.begin() + static_cast<std::ptrdiff_t>(g));
    Step* step = builder.keep(Step{AxisParts(view, elements_a_part), previous ? &rest : &first});
    builder.add({run_step, step, step->parts.count()});
    if (previous) {
      step->x.offset = previous->result.offset;
      builder.bind_workspace(step->x.workspace);
    } else {
      builder.bind(step->x.bound, task.inputs[0]);
    }
    if (left == 1) {
      builder.bind(step->result.bound, task.output);
    } else {
      const std::int64_t bytes = view.outer * view.inner * static_cast<std::int64_t>(sizeof(float));
      if (!previous) half = (bytes + 63) / 64 * 64;  // later ones are smaller
      step->result.offset = previous && previous->result.offset == 0 ? half : 0;
      builder.bind_workspace(step->result.workspace);
      builder.need_workspace(2 * half, 0);
    }
    previous = step;
  }
  return true;
}

bool build_sum(const plan::Task& task, Builder& builder) {
  const Reduction& sum = ANSATZ_PICK(reduce_kernels, builder.isa).sum;
  return build(task, sum, sum, builder);
}
bool build_sum_squares(const plan::Task& task, Builder& builder) {
  const ReduceKernels& kernels = ANSATZ_PICK(reduce_kernels, builder.isa);
  return build(task, kernels.sum_squares, kernels.sum, builder);
}
bool build_max(const plan::Task& task, Builder& builder) {
  const Reduction& max = ANSATZ_PICK(reduce_kernels, builder.isa).max;
  return build(task, max, max, builder);
}
bool build_min(const plan::Task& task, Builder& builder) {
  const Reduction& min = ANSATZ_PICK(reduce_kernels, builder.isa).min;
  return build(task, min, min, builder);
}

}  // namespace

namespace kernels {
const Kernels reductions = {{"sum", build_sum}, {"sum_squares", build_sum_squares}, {"max", build_max}, {"min", build_min}};
}

}  // namespace ansatz::cpu
