#include "array/node.h"

#include <atomic>

namespace ansatz {

namespace {
std::atomic<std::uint64_t> next_id{1};
}

std::shared_ptr<Node> make_node() {
  auto node = std::make_shared<Node>();
  node->id = next_id.fetch_add(1, std::memory_order_relaxed);
  return node;
}

std::uint64_t next_node_id() { return next_id.load(std::memory_order_relaxed); }

Node::~Node() {
  // A chain of a million nodes would overflow the stack if each destroyed its input: nodes that only we hold are
  // emptied here, in a loop.
  std::vector<Array> pending = std::move(inputs);
  while (!pending.empty()) {
    std::shared_ptr<Node> node = pending.back().node();
    pending.pop_back();
    if (node.use_count() == 1)
      for (Array& input : node->inputs) pending.push_back(std::move(input));
    if (node.use_count() == 1) node->inputs.clear();
  }
}

Array record(const Operation& operation, std::vector<Array> inputs, Attributes attributes) {
  auto node = make_node();
  node->operation = &operation;
  node->type = operation.infer(inputs, attributes);
  node->attributes = std::move(attributes);
  for (const Array& input : inputs) node->traced |= input.node()->traced;
  node->inputs = std::move(inputs);
  return Array(std::move(node));
}

Array no_gradient() {
  static const Array none(std::make_shared<Node>());
  return none;
}

bool is_no_gradient(const Array& gradient) { return gradient.node() == no_gradient().node(); }

}  // namespace ansatz
