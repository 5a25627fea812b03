// Sums in f32 along neighbouring axes; others are left to the plain kernel.
#include <algorithm>

#include "cpu/kernel.h"
#include "cpu/kernels/reduce_kernels.h"

namespace ansatz::cpu {
namespace {

// x seen as [outer, reduced, inner]; inner = 1: sums along rows, otherwise over them.
struct SumCall {
  const float* x = nullptr;
  float* result = nullptr;
  std::int64_t outer, reduced, inner;
  std::int64_t outer_step, inner_step;  // of a part
  int inner_parts;
  const ReduceKernels* kernels;
};

void run_sum(const void* self, int part, int) {
  const auto& call = *static_cast<const SumCall*>(self);
  const std::int64_t begin = part / call.inner_parts * call.outer_step;
  const std::int64_t end = std::min(begin + call.outer_step, call.outer);
  const std::int64_t column = part % call.inner_parts * call.inner_step;
  const std::int64_t columns = std::min(call.inner_step, call.inner - column);
  for (std::int64_t o = begin; o < end; ++o) {
    const float* x = call.x + o * call.reduced * call.inner + column;
    if (call.inner == 1)
      call.result[o] = call.kernels->sum(x, call.reduced);
    else
      call.kernels->sum_rows(x, call.reduced, columns, call.inner, call.result + o * call.inner + column);
  }
}

// A sum of everything, in two levels: fixed pieces, then the pieces' sums.
struct LongSumCall {
  const float* x = nullptr;
  float* result = nullptr;
  std::int64_t count;
  std::vector<float> pieces;
  const ReduceKernels* kernels;
};

void run_pieces(const void* self, int part, int) {
  const auto& call = *static_cast<const LongSumCall*>(self);
  const std::int64_t begin = part * elements_a_part;
  const_cast<LongSumCall&>(call).pieces[part] =
      call.kernels->sum(call.x + begin, std::min(elements_a_part, call.count - begin));
}
void run_last(const void* self, int, int) {
  const auto& call = *static_cast<const LongSumCall*>(self);
  *call.result = call.kernels->sum(call.pieces.data(), static_cast<std::int64_t>(call.pieces.size()));
}

bool build_sum(const plan::Task& task, Builder& builder) {
  const Type& type = task.inputs[0].type;
  const auto& axes = task.attributes.integers;
  if (type.dtype != DType::f32 || type.shape.size() == 0 || axes.empty() ||
      axes.back() - axes.front() + 1 != static_cast<std::int64_t>(axes.size()))
    return false;
  const ReduceKernels* kernels = &ANSATZ_PICK(reduce_kernels, builder.isa);
  std::int64_t outer = 1, reduced = 1, inner = 1;
  for (int i = 0; i < type.shape.rank(); ++i)
    (i < axes.front() ? outer : i > axes.back() ? inner : reduced) *= type.shape[i];

  if (outer == 1 && inner == 1 && reduced > 2 * elements_a_part) {
    const int parts = static_cast<int>((reduced + elements_a_part - 1) / elements_a_part);
    auto* call = builder.keep(LongSumCall{nullptr, nullptr, reduced, std::vector<float>(parts), kernels});
    builder.bind(call->x, task.inputs[0]);
    builder.bind(call->result, task.output);
    builder.add({run_pieces, call, parts});
    builder.add({run_last, call, 1});
    return true;
  }
  auto* call = builder.keep(SumCall{nullptr, nullptr, outer, reduced, inner, 1, inner, 1, kernels});
  call->outer_step = std::max<std::int64_t>(1, elements_a_part / (reduced * inner));
  if (call->outer_step == 1 && inner > 1) {
    call->inner_step = std::min(inner, std::max<std::int64_t>(64, elements_a_part / reduced / 64 * 64));
    call->inner_parts = static_cast<int>((inner + call->inner_step - 1) / call->inner_step);
  }
  builder.bind(call->x, task.inputs[0]);
  builder.bind(call->result, task.output);
  builder.add({run_sum, call, static_cast<int>((outer + call->outer_step - 1) / call->outer_step) * call->inner_parts});
  return true;
}

}  // namespace

namespace kernels {
const Kernels sum = {{"sum", build_sum}};
}

}  // namespace ansatz::cpu
