// Whether no number is infinite or NaN, in f32.
#include <algorithm>

#include "cpu/kernel.h"
#include "cpu/kernels/reduce_kernels.h"

namespace ansatz::cpu {
namespace {

struct FiniteCall {
  std::vector<const float*> inputs;
  std::vector<std::int64_t> counts;
  bool* result = nullptr;
  const ReduceKernels* kernels;
};

// Small inputs and pieces of large ones. Parts only ever write false, so their order does not matter.
struct FinitePiece {
  const FiniteCall* call;
  std::size_t input;
};

void run_small_finite(const void* self, int, int) {
  const auto& call = *static_cast<const FiniteCall*>(self);
  bool all = true;
  for (std::size_t i = 0; i < call.inputs.size(); ++i)
    if (call.counts[i] <= elements_a_part) all &= call.kernels->all_finite(call.inputs[i], call.counts[i]);
  *call.result = all;
}
void run_large_finite(const void* self, int part, int) {
  const auto& piece = *static_cast<const FinitePiece*>(self);
  const std::int64_t begin = part * elements_a_part;
  const std::int64_t count = std::min(elements_a_part, piece.call->counts[piece.input] - begin);
  if (!piece.call->kernels->all_finite(piece.call->inputs[piece.input] + begin, count))
    __atomic_store_n(piece.call->result, false, __ATOMIC_RELAXED);
}

bool build_all_finite(const plan::Task& task, Builder& builder) {
  for (const plan::PlacedOperand& input : task.inputs)
    if (input.type.dtype != DType::f32) return false;
  auto* call = builder.keep(FiniteCall{
      std::vector<const float*>(task.inputs.size()), {}, nullptr, &ANSATZ_PICK(reduce_kernels, builder.isa)});
  for (std::size_t i = 0; i < task.inputs.size(); ++i) {
    call->counts.push_back(task.inputs[i].type.shape.size());
    builder.bind(call->inputs[i], task.inputs[i]);
  }
  builder.bind(call->result, task.output);
  builder.add({run_small_finite, call, 1});
  for (std::size_t i = 0; i < task.inputs.size(); ++i)
    if (call->counts[i] > elements_a_part)
      builder.add({run_large_finite, builder.keep(FinitePiece{call, i}),
                   static_cast<int>((call->counts[i] + elements_a_part - 1) / elements_a_part)});
  return true;
}

}  // namespace

namespace kernels {
const Kernels all_finite = {{"all_finite", build_all_finite}};
}

}  // namespace ansatz::cpu
