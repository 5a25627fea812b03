#include "ansatz/grad.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "ansatz/operations.h"
#include "array/graph.h"
#include "base/fail.h"

namespace ansatz {
namespace {

bool belong_together(const Node& a, const Node& b) {
  return a.operation && a.operation->gradient_together && a.operation == b.operation &&
         a.attributes.object == b.attributes.object;
}

// The gradients of the inputs of a node, or of the first of several that belong together; none where the value depends
// on none of them.
std::vector<Array> input_gradients(const std::vector<Node*>& nodes,
                                   const std::unordered_map<const Node*, Array>& totals) {
  std::vector<Array> outputs, output_gradients;
  bool any = false;
  for (Node* node : nodes) {
    const auto total = totals.find(node);
    any |= total != totals.end();
    outputs.push_back(Array(node->shared_from_this()));
    output_gradients.push_back(total == totals.end() ? no_gradient() : total->second);
  }
  if (!any) return {};
  const Node& node = *nodes[0];
  if (node.operation->gradient_together) return node.operation->gradient_together(outputs, output_gradients);
  return node.operation->gradient(outputs[0], node.inputs, node.attributes, output_gradients[0]);
}

}  // namespace

Array variable(const Array& array) {
  const Node& node = *array.node();
  // A variable of an outer gradient stays connected to it: gradients of gradients pass through the alias.
  if (!node.data || node.traced) {
    Array alias = identity(array);
    alias.node()->traced = true;
    return alias;
  }
  Array copy = leaf(node.data, node.type);
  copy.node()->traced = true;
  copy.node()->path = node.path;
  return copy;
}

std::vector<Array> gradients(const Array& value, const std::vector<Array>& variables) {
  if (value.size() != 1)
    fail("grad: the function's value has the shape {}; a scalar is needed (take sum or mean)", to_string(value.shape()));
  if (!is_real(value.dtype())) fail("grad: the function's value is {}; f32 or f64 is needed", name_of(value.dtype()));

  std::uint64_t oldest = value.node()->id;  // nodes older than all variables depend on none
  for (const Array& v : variables) oldest = std::min(oldest, v.node()->id);
  const std::vector<Node*> nodes = nodes_since(oldest, {&value, 1});
  std::unordered_map<const Node*, Array> totals;  // the gradient of `value` with respect to a node
  std::unordered_set<const Node*> dependent;      // on a variable
  for (const Array& v : variables) dependent.insert(v.node().get());
  const auto depends = [&](const Array& array) { return dependent.count(array.node().get()) > 0; };
  for (const Node* node : nodes)
    if (std::any_of(node->inputs.begin(), node->inputs.end(), depends)) dependent.insert(node);

  const Array one = convert_scalar(Array(1.0), value.dtype());
  totals.emplace(value.node().get(), broadcast_to(one, value.shape()));
  for (auto it = nodes.rbegin(); it != nodes.rend();) {
    const auto first = it;
    do ++it;
    while (it != nodes.rend() && belong_together(**first, **it));
    const Node& node = **first;
    if (!node.operation || std::none_of(node.inputs.begin(), node.inputs.end(), depends)) continue;
    const std::uint64_t begin = next_node_id();
    const std::vector<Array> parts = input_gradients({first, it}, totals);
    if (node.path)
      for (Node* made : nodes_since(begin, parts)) made->path = node.path;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const Array& input = node.inputs[i];
      if (is_no_gradient(parts[i]) || !depends(input) || !is_real(input.dtype())) continue;
      auto [place, fresh] = totals.emplace(input.node().get(), parts[i]);
      if (!fresh) place->second = place->second + parts[i];
    }
  }

  std::vector<Array> result;
  for (const Array& v : variables) {
    auto total = totals.find(v.node().get());
    result.push_back(total != totals.end() ? total->second
                                           : broadcast_to(convert_scalar(Array(0.0), v.dtype()), v.shape()));
  }
  return result;
}

}  // namespace ansatz
