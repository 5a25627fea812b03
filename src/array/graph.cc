#include "array/graph.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace ansatz {

std::vector<Node*> needed_nodes(std::span<const Array> outputs, bool through) {
  std::vector<Node*> nodes, pending;
  std::unordered_set<Node*> seen;
  for (const Array& output : outputs) pending.push_back(output.node().get());
  while (!pending.empty()) {
    Node* node = pending.back();
    pending.pop_back();
    if (!seen.insert(node).second) continue;
    nodes.push_back(node);
    if (node->data && !through) continue;
    for (const Array& input : node->inputs) pending.push_back(input.node().get());
  }
  std::sort(nodes.begin(), nodes.end(), [](const Node* a, const Node* b) { return a->id < b->id; });
  return nodes;
}

std::vector<Array> substitute(std::span<const Array> outputs, const std::function<Array(Node*)>& replacement) {
  std::unordered_map<Node*, Array> replaced;
  for (Node* node : needed_nodes(outputs)) {
    if (Array with = replacement(node); with.node()) {
      replaced.emplace(node, with);
      continue;
    }
    if (node->data || !node->operation) continue;
    bool changed = false;
    std::vector<Array> inputs = node->inputs;
    for (Array& input : inputs)
      if (auto found = replaced.find(input.node().get()); found != replaced.end()) {
        input = found->second;
        changed = true;
      }
    if (changed) {
      Array copy = record(*node->operation, std::move(inputs), node->attributes);
      copy.node()->path = node->path;
      replaced.emplace(node, copy);
    }
  }
  std::vector<Array> result;
  for (const Array& output : outputs) {
    auto found = replaced.find(output.node().get());
    result.push_back(found == replaced.end() ? output : found->second);
  }
  return result;
}

}  // namespace ansatz
