// From units to tasks.
#pragma once

#include "plan/memory.h"
#include "plan/users.h"

namespace ansatz::plan {

/// Everything that lowering reads and writes.
struct Lowering {
  const Graph& graph;
  const Users& users;
  Plan& plan;
  Memory& memory;
};

/// Writes the unit, whose number says its place in the order, as a task at the end of the plan.
void lower(const Lowering& lowering, const Unit& unit, int number);

/// Inputs as strided matrices, [batch..., rows, columns]; batches that can be taken as more rows are.
void lower_product(const Lowering& lowering, int vertex, Task& task);

/// The element-wise members as `task.chain`; the task has its product, where the unit has one.
void lower_chain(const Lowering& lowering, const Unit& unit, int number, Task& task);

}  // namespace ansatz::plan
