// Walks over recorded graphs.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "array/node.h"

namespace ansatz {

/// The nodes that `outputs` need, inputs before users: leaves, placeholders, and operations without numbers. A node
/// that already carries its numbers counts as a leaf. No recursion.
std::vector<Node*> needed_nodes(std::span<const Array> outputs);

/// The nodes from number `first` on that `outputs` were made with, numbers or not; inputs before users.
std::vector<Node*> nodes_since(std::uint64_t first, std::span<const Array> outputs);

/// The graph behind `outputs` recorded again with some nodes replaced: `replacement(node)` gives an array that stands
/// in for the node, or one without a node (Array(nullptr)) to keep it. Nodes that depend on no replaced node are shared.
std::vector<Array> substitute(std::span<const Array> outputs, const std::function<Array(Node*)>& replacement);

}  // namespace ansatz
