#include "plan/users.h"

#include <algorithm>

namespace ansatz::plan {

Users find_users(const Graph& graph, const std::vector<Unit>& units) {
  const std::size_t count = graph.vertices.size();
  Users users;
  users.outside.assign(count, false);
  users.last_reader.assign(graph.arguments.size(), -1);
  std::vector<int> unit_of(count, -1);
  for (std::size_t u = 0; u < units.size(); ++u) {
    for (int member : units[u].members) unit_of[member] = static_cast<int>(u);
    if (units[u].matmul >= 0) unit_of[units[u].matmul] = static_cast<int>(u);
    if (units[u].single >= 0) unit_of[units[u].single] = static_cast<int>(u);
  }
  for (int output : graph.outputs) users.outside[output] = true;
  for (std::size_t v = 0; v < count; ++v)
    for (int input : graph.vertices[v].inputs)
      if (unit_of[v] != unit_of[input] || unit_of[v] < 0) users.outside[input] = true;
  // Views pass reads on to what lies under them.
  auto read = [&](int v, int unit, auto&& self) -> void {
    const Vertex& vertex = graph.vertices[v];
    if (vertex.argument >= 0) users.last_reader[vertex.argument] = std::max(users.last_reader[vertex.argument], unit);
    if (is_view(vertex)) self(vertex.inputs[0], unit, self);
  };
  for (std::size_t v = 0; v < count; ++v)
    if (unit_of[v] >= 0)
      for (int input : graph.vertices[v].inputs) read(input, unit_of[v], read);
  for (int output : graph.outputs)
    if (is_view(graph.vertices[output])) read(output, static_cast<int>(units.size()), read);
  return users;
}

}  // namespace ansatz::plan
