// The checking mode: a graph run operation by operation with the plain kernels.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "array/node.h"

namespace ansatz {

/// Runs the graph behind `outputs`; placeholders take their numbers from `arguments` (same order). Calls
/// watch(node, numbers), when given, after each operation; it returns false to stop early. Slow, for checks.
std::vector<BufferPointer> interpret(std::span<const Array> outputs, std::span<const Array> placeholders = {},
                                     std::span<const Array> arguments = {},
                                     const std::function<bool(const Node&, const Buffer&)>& watch = {});

}  // namespace ansatz
