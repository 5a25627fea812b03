// Which vertices run together.
#pragma once

#include <vector>

#include "plan/graph.h"

namespace ansatz::plan {

/// A unit runs as one task: a chain of element-wise vertices, possibly behind a matrix product, or one other vertex.
struct Unit {
  std::vector<int> members;  ///< ascending; element-wise vertices of one shape
  int matmul = -1;           ///< the product whose blocks the chain finishes
  int single = -1;           ///< or: any other operation
};

/// The units in an order in which they can run.
std::vector<Unit> fuse(const Graph& graph);

/// Whether the vertex runs as part of chains: element-wise in f32 and bool, or bool read as f32.
bool is_chainable(const Graph& graph, const Vertex& vertex);
/// A bool read as a number: nothing to do in a chain.
bool is_boolean_cast(const Graph& graph, const Vertex& vertex);
/// Whether the vertex is a product that the GEMM runs: f32, and not empty.
bool is_fast_matmul(const Vertex& vertex);

}  // namespace ansatz::plan
