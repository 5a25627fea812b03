// Results that take over memory: an argument's, or the product's under a chain.
#pragma once

#include "plan/lower.h"

namespace ansatz::plan {

/// Puts the result of the element-wise operation `task` over the argument that it replaces, where it may be; returns
/// whether it was.
bool take_over_operation(const Lowering& lowering, int unit, int vertex, const Task& task);

/// The same for a vertex that the task's chain stores.
void take_over_chain(const Lowering& lowering, int unit, int vertex, Task& task);

/// The product is written where its chain's result goes, so that a block stays in the cache.
void write_product_in_place(const Lowering& lowering, const Unit& unit, Task& task);

/// Copies what is not in its place yet into the results and the replaced arguments. The last tasks of a plan.
void finish_results(const Lowering& lowering);

}  // namespace ansatz::plan
