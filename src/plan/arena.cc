#include "plan/arena.h"

#include <algorithm>

namespace ansatz::plan {
namespace {

struct Life {
  int first = -1, last = -1;  // tasks
};

std::vector<Life> lives(const Plan& plan) {
  std::vector<Life> lives(plan.buffers.size());
  for (std::size_t t = 0; t < plan.tasks.size(); ++t) {
    auto touch = [&](int buffer) {
      if (buffer < 0) return;
      Life& life = lives[buffer];
      if (life.first < 0) life.first = static_cast<int>(t);
      life.last = static_cast<int>(t);
    };
    const Task& task = plan.tasks[t];
    for (const PlacedOperand& input : task.inputs) touch(input.place.buffer);
    touch(task.output.place.buffer);
    for (const ChainOperand& operand : task.chain.operands)
      if (operand.slot < 0) touch(operand.buffer);
  }
  return lives;
}

}  // namespace

void place_in_arena(Plan& plan) {
  const std::vector<Life> life = lives(plan);
  // Largest first, each at the lowest offset that is free during its life: close to optimal, and simple.
  std::vector<int> order;
  for (std::size_t b = 0; b < plan.buffers.size(); ++b)
    if (plan.buffers[b].kind == PlanBuffer::Kind::arena && life[b].first >= 0) order.push_back(static_cast<int>(b));
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return plan.buffers[a].bytes > plan.buffers[b].bytes; });
  std::vector<int> placed;
  for (int b : order) {
    PlanBuffer& buffer = plan.buffers[b];
    const std::int64_t size = (buffer.bytes + 127) / 64 * 64;  // with a vector's room behind the end
    std::vector<std::pair<std::int64_t, std::int64_t>> taken;
    for (int other : placed)
      if (life[other].first <= life[b].last && life[b].first <= life[other].last)
        taken.push_back({plan.buffers[other].arena_offset,
                         plan.buffers[other].arena_offset + (plan.buffers[other].bytes + 127) / 64 * 64});
    std::sort(taken.begin(), taken.end());
    std::int64_t offset = 0;
    for (const auto& [begin, end] : taken) {
      if (offset + size <= begin) break;
      offset = std::max(offset, end);
    }
    buffer.arena_offset = offset;
    plan.arena_bytes = std::max(plan.arena_bytes, offset + size);
    placed.push_back(b);
  }
}

}  // namespace ansatz::plan
