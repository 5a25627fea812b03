// From the vertices of a unit to a chain's steps.
#pragma once

#include <functional>
#include <vector>

#include "plan/fuse.h"
#include "plan/plan.h"

namespace ansatz::plan {

/// What the chain needs to know of the world around the unit.
struct ChainSurroundings {
  /// The operand for a vertex that the chain reads from memory.
  std::function<ChainOperand(int vertex)> input;
  /// Whether others need the vertex, so that it is stored.
  std::function<bool(int vertex)> is_output;
  /// The operand for a vertex that is stored.
  std::function<ChainOperand(int vertex)> output;
  /// Memory for a value that finds no slot of scratch memory.
  std::function<ChainOperand()> overflow;
};

/// Puts the members in an order that keeps values live, and writes the steps into `chain`.
void linearize(const Graph& graph, const Unit& unit, const ChainSurroundings& surroundings, ChainTask& chain);

}  // namespace ansatz::plan
