#include "ansatz/grad.h"

#include <unordered_map>

#include "ansatz/operations.h"
#include "array/graph.h"
#include "base/fail.h"

namespace ansatz {

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

  const std::vector<Node*> nodes = needed_nodes({&value, 1}, /*through=*/true);
  std::unordered_map<const Node*, Array> totals;  // the gradient of `value` with respect to a node
  std::unordered_map<const Node*, bool> depends;  // on a variable
  for (const Array& v : variables) depends[v.node().get()] = true;
  for (const Node* node : nodes) {
    bool& on_variable = depends[node];
    for (const Array& input : node->inputs) on_variable |= depends[input.node().get()];
  }

  const Array one = convert_scalar(Array(1.0), value.dtype());
  totals.emplace(value.node().get(), broadcast_to(one, value.shape()));
  for (auto it = nodes.rbegin(); it != nodes.rend(); ++it) {
    const Node* node = *it;
    auto total = totals.find(node);
    if (total == totals.end() || !node->operation || node->inputs.empty() || !depends[node]) continue;
    bool wanted = false;
    for (const Array& input : node->inputs) wanted |= depends[input.node().get()];
    if (!wanted) continue;
    const Array output(const_cast<Node*>(node)->shared_from_this());
    const Array output_gradient = total->second;
    const std::vector<Array> parts =
        node->operation->gradient(output, node->inputs, node->attributes, output_gradient);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const Node* input = node->inputs[i].node().get();
      if (is_no_gradient(parts[i]) || !depends[input] || !is_real(input->type.dtype)) continue;
      if (!parts[i].node()->path) parts[i].node()->path = node->path;
      auto [place, first] = totals.emplace(input, parts[i]);
      if (!first) place->second = place->second + parts[i];
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
