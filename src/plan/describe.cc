#include <fmt/format.h>

#include "plan/plan.h"

namespace ansatz::plan {

std::string to_string(const Plan& plan) {
  std::string text;
  auto name = [&](int buffer) {
    const PlanBuffer& b = plan.buffers[buffer];
    switch (b.kind) {
      case PlanBuffer::Kind::arena: return fmt::format("@{}", b.arena_offset);
      case PlanBuffer::Kind::argument: return fmt::format("argument{}", b.index);
      case PlanBuffer::Kind::result: return fmt::format("result{}", b.index);
      case PlanBuffer::Kind::constant: return fmt::format("constant");
    }
    return std::string();
  };
  for (const Task& task : plan.tasks) {
    switch (task.kind) {
      case Task::Kind::chain: text += fmt::format("chain {}x{}", task.chain.rows, task.chain.columns); break;
      case Task::Kind::matmul: text += "matmul"; break;
      case Task::Kind::operation: text += task.operation->name; break;
      case Task::Kind::copy: text += "copy"; break;
    }
    for (const PlacedOperand& input : task.inputs) text += " " + name(input.place.buffer) + to_string(input.type.shape);
    if (task.output.place.buffer >= 0)
      text += " -> " + name(task.output.place.buffer) + to_string(task.output.type.shape);
    if (!task.chain.steps.empty()) {
      text += "  |";
      for (const ChainStep& step : task.chain.steps) {
        static const char* const actions[] = {"load", "store", "f", "f", "f"};
        text += fmt::format(" {}", actions[static_cast<int>(step.action)]);
        if (step.formula >= 0) text += fmt::format("{}", step.formula);
        if (step.operand >= 0) {
          const ChainOperand& o = task.chain.operands[step.operand];
          text += o.slot >= 0 ? fmt::format("(slot{})", o.slot) : fmt::format("({})", name(o.buffer));
        }
      }
    }
    text += '\n';
  }
  return text + fmt::format("arena {} bytes\n", plan.arena_bytes);
}

}  // namespace ansatz::plan
