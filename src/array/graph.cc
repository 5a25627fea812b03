#include "array/graph.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace ansatz {

namespace {

// The nodes behind `outputs` for which enter(node) holds; of these, those for which pass(node) holds lead on.
template <class Enter, class Pass> std::vector<Node*> walk(std::span<const Array> outputs, Enter enter, Pass pass) {
  std::vector<Node*> nodes, pending;
  std::unordered_set<Node*> seen;
  for (const Array& output : outputs) pending.push_back(output.node().get());
  while (!pending.empty()) {
    Node* node = pending.back();
    pending.pop_back();
    if (!enter(*node) || !seen.insert(node).second) continue;
    nodes.push_back(node);
    if (!pass(*node)) continue;
    for (const Array& input : node->inputs) pending.push_back(input.node().get());
  }
  std::sort(nodes.begin(), nodes.end(), [](const Node* a, const Node* b) { return a->id < b->id; });
  return nodes;
}

}  // namespace

std::vector<Node*> needed_nodes(std::span<const Array> outputs) {
  return walk(
      outputs, [](const Node&) { return true; }, [](const Node& node) { return !node.data; });
}

std::vector<Node*> nodes_since(std::uint64_t first, std::span<const Array> outputs) {
  return walk(
      outputs, [first](const Node& node) { return node.id >= first; }, [](const Node&) { return true; });
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
