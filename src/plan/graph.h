// The planner's own form of a graph: numbered vertices, equal ones once, simplified.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "array/node.h"

namespace ansatz::plan {

struct Vertex {
  const Operation* operation = nullptr;  // null: an argument or a constant
  Attributes attributes;
  std::vector<int> inputs;
  Type type;
  int argument = -1;       // which argument it is
  BufferPointer constant;  // the number of a one-element leaf
};

/// Vertices in an order in which inputs come first. Arguments: first the placeholders, then the captured arrays.
struct Graph {
  std::vector<Vertex> vertices;
  std::vector<int> outputs;
  std::vector<Type> arguments;
  std::vector<Array> captured;
};

/// Takes the graph behind `outputs`, shares equal vertices, folds numbers, drops what changes nothing (x·1, x - 0,
/// identities) and what nobody needs. Throws `Error` when it meets a placeholder that is not in `placeholders`.
Graph capture(std::span<const Array> outputs, std::span<const Array> placeholders);

bool is_elementwise(const Vertex& vertex);
bool is_view(const Vertex& vertex);

/// A text that two graphs share exactly when one plan serves both.
std::string structure(const Graph& graph);

}  // namespace ansatz::plan
