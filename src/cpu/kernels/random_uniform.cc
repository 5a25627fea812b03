#include <algorithm>

#include "cpu/kernel.h"
#include "cpu/kernels/random_kernels.h"

namespace ansatz::cpu {
namespace {

constexpr std::int64_t blocks_a_part = 4096;

struct UniformCall {
  const std::int64_t* key = nullptr;
  float* numbers = nullptr;
  std::int64_t count;
  const RandomKernels* kernels;
};

void run_uniform(const void* self, int part, int) {
  const auto& call = *static_cast<const UniformCall*>(self);
  const std::int64_t block = part * blocks_a_part, whole = call.count / 4;
  const auto seed = static_cast<std::uint64_t>(call.key[0]), stream = static_cast<std::uint64_t>(call.key[1]);
  call.kernels->uniform(seed, stream, block, std::min(blocks_a_part, whole - block), call.numbers + 4 * block);
  // The last numbers, when they do not fill a block.
  if (call.count % 4 && block <= whole && whole <= block + blocks_a_part && whole - block < blocks_a_part) {
    float last[4];
    call.kernels->uniform(seed, stream, whole, 1, last);
    for (std::int64_t i = 0; i < call.count % 4; ++i) call.numbers[4 * whole + i] = last[i];
  }
}

bool build_random_uniform(const plan::Task& task, Builder& builder) {
  const std::int64_t count = task.output.type.shape.size();
  if (count == 0) return false;
  auto* call = builder.keep(UniformCall{nullptr, nullptr, count, &ANSATZ_PICK(random_kernels, builder.isa)});
  builder.bind(call->key, task.inputs[0]);
  builder.bind(call->numbers, task.output);
  const std::int64_t blocks = (count + 3) / 4;
  builder.add({run_uniform, call, static_cast<int>((blocks + blocks_a_part - 1) / blocks_a_part)});
  return true;
}

}  // namespace

namespace kernels {
const Kernels random_uniform = {{"random_uniform", build_random_uniform}};
}

}  // namespace ansatz::cpu
