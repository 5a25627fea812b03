#include "plan/joins.h"

#include <algorithm>

#include "ops/axes.h"
#include "ops/known.h"

namespace ansatz::plan {

std::vector<Join> find_joins(const Graph& graph, const Users& users) {
  std::vector<Join> joins;
  std::vector<bool> is_result(graph.vertices.size(), false), taken(graph.vertices.size(), false),
      joined(graph.vertices.size(), false);
  for (int output : graph.outputs) is_result[output] = true;
  for (std::size_t c = 0; c < graph.vertices.size(); ++c) {
    const Vertex& vertex = graph.vertices[c];
    if (vertex.operation != &concatenate_operation || is_result[c]) continue;
    if (axis_view(vertex.type.shape, static_cast<int>(vertex.attributes.integers[0])).outer != 1) continue;
    std::vector<int> pieces;
    for (int input : vertex.inputs) {
      while (graph.vertices[input].operation == &reshape_operation) input = graph.vertices[input].inputs[0];
      // A whole is never a piece itself: nothing is left that would write it there.
      const bool computed = graph.vertices[input].operation && !is_view(graph.vertices[input]) && !joined[input];
      if (computed && !taken[input] && !is_result[input] && users.outside[input] &&
          std::find(pieces.begin(), pieces.end(), input) == pieces.end())
        pieces.push_back(input);
    }
    if (pieces.size() != vertex.inputs.size()) continue;
    for (int piece : pieces) taken[piece] = true;
    joined[c] = true;
    joins.push_back({static_cast<int>(c), std::move(pieces)});
  }
  return joins;
}

}  // namespace ansatz::plan
