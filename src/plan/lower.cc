#include "plan/lower.h"

#include "plan/takeover.h"

namespace ansatz::plan {
namespace {

void lower_operation(const Lowering& l, int v, int number) {
  const Vertex& vertex = l.graph.vertices[v];
  if (l.memory.is_joined(v)) return;
  Task task{.kind = Task::Kind::operation};
  task.operation = vertex.operation;
  task.attributes = vertex.attributes;
  for (int input : vertex.inputs) task.inputs.push_back({l.memory.contiguous(input), l.graph.vertices[input].type});
  task.output.type = vertex.type;
  const bool taken_over = is_elementwise(vertex) && take_over_operation(l, number, v, task);
  task.output.place = taken_over ? l.memory.of(v) : l.memory.destination(v);
  l.plan.tasks.push_back(std::move(task));
}

// Whether the product could go on into its chain in registers. (A column is a row to its chain.)
bool hands_over(const Lowering& l, const Unit& unit, const Task& task) {
  if (l.users.outside[unit.matmul] || task.output.type.shape.back() == 1) return false;
  const ChainTask& chain = task.chain;
  auto is_product = [&](int operand) {
    return operand >= 0 && chain.operands[operand].buffer == task.output.place.buffer;
  };
  const ChainStep& first = chain.steps[0];
  if (first.action != ChainStep::Action::load || !is_product(first.operand)) return false;
  // Where the product has been given a result's memory, that is stored behind the last load.
  for (std::size_t i = 1; i < chain.steps.size(); ++i) {
    const ChainStep& step = chain.steps[i];
    if (step.action == ChainStep::Action::store && is_product(step.operand)) break;
    if (is_product(step.operand) || is_product(step.second_operand)) return false;
  }
  return true;
}

}  // namespace

void lower(const Lowering& l, const Unit& unit, int number) {
  if (unit.single >= 0) return lower_operation(l, unit.single, number);
  if (unit.matmul < 0 && unit.members.empty()) return;  // computed where it is read
  Task task{.kind = unit.matmul >= 0 ? Task::Kind::matmul : Task::Kind::chain};
  if (unit.matmul >= 0) lower_product(l, unit.matmul, task);
  if (!unit.members.empty()) lower_chain(l, unit, number, task);
  if (unit.matmul >= 0 && !unit.members.empty()) task.hands_over = hands_over(l, unit, task);
  l.plan.tasks.push_back(std::move(task));
}

}  // namespace ansatz::plan
