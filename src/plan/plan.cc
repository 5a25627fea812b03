#include "plan/plan.h"

#include "base/fail.h"
#include "plan/arena.h"
#include "plan/lower.h"
#include "plan/rematerialize.h"
#include "plan/takeover.h"

namespace ansatz::plan {
namespace {

// Whether the task writes a buffer for which wanted(buffer) holds.
template <class Wanted> bool writes(const Plan& plan, const Task& task, Wanted wanted) {
  if (task.output.place.buffer >= 0 && wanted(plan.buffers[task.output.place.buffer])) return true;
  for (const ChainStep& step : task.chain.steps) {
    if (step.action != ChainStep::Action::store) continue;
    const ChainOperand& operand = task.chain.operands[step.operand];
    if (operand.slot < 0 && wanted(plan.buffers[operand.buffer])) return true;
  }
  return false;
}

void set_guard(Plan& plan, int guard) {
  plan.guard = guard;
  for (std::size_t t = 0; t < plan.tasks.size(); ++t)
    if (writes(plan, plan.tasks[t],
               [&](const PlanBuffer& b) { return b.kind == PlanBuffer::Kind::result && b.index == guard; }))
      plan.guarded_from = t + 1;
  for (std::size_t t = 0; t < plan.guarded_from; ++t)
    if (writes(plan, plan.tasks[t], [](const PlanBuffer& b) { return b.kind == PlanBuffer::Kind::argument; }))
      fail("compile: a new state is computed without waiting for the guard; compute it from barrier(x, guard)");
}

}  // namespace

Plan make_plan(const Graph& recorded, const std::vector<int>& updates, int guard) {
  Graph graph = recorded;
  std::vector<Unit> units = fuse(graph);
  rematerialize(graph, units);
  Plan plan;
  plan.arguments = graph.arguments;
  for (int output : graph.outputs) plan.results.push_back(graph.vertices[output].type);
  plan.taken_over = updates;
  plan.taken_over.resize(graph.outputs.size(), -1);

  const Users users = find_users(graph, units);
  Memory memory(graph, find_joins(graph, users), plan);
  const Lowering lowering{graph, users, plan, memory};
  for (std::size_t u = 0; u < units.size(); ++u) lower(lowering, units[u], static_cast<int>(u));
  finish_results(lowering);
  place_in_arena(plan);
  if (guard >= 0) set_guard(plan, guard);
  return plan;
}

}  // namespace ansatz::plan
