#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "ansatz/grad.h"
#include "ansatz/operations.h"
#include "array/node.h"
#include "ops/identity.h"
#include "ops/known.h"

namespace ansatz {
namespace {

using Function = std::function<std::vector<Array>(const std::vector<Array>&)>;

// Where the recomputation begins again: arguments, variables (a leaf, or the alias that `variable` makes of an array
// without numbers), and other leaves than single numbers.
bool is_origin(const Node& node) {
  if (!node.operation) return !node.data || node.type.shape.size() != 1;
  return node.traced &&
         std::none_of(node.inputs.begin(), node.inputs.end(), [](const Array& x) { return x.node()->traced; });
}

// What the outputs are made of: arguments of the function, what it captured (nodes older than `begin`), and variables
// that were declared inside of it.
std::vector<Array> sources_of(const std::vector<Array>& outputs, const std::vector<Array>& arguments,
                              std::uint64_t begin) {
  std::unordered_set<const Node*> seen;
  for (const Array& x : arguments) seen.insert(x.node().get());
  std::vector<Array> sources = arguments, pending = outputs;
  while (!pending.empty()) {
    const Array array = pending.back();
    pending.pop_back();
    const Node& node = *array.node();
    if (!seen.insert(&node).second) continue;
    if (is_origin(node) || (node.operation && node.id < begin))
      sources.push_back(array);
    else
      pending.insert(pending.end(), node.inputs.begin(), node.inputs.end());
  }
  return sources;
}

// The graph between `outputs` and the arrays that have a replacement, recorded again.
std::vector<Array> record_again(const std::vector<Array>& outputs,
                                std::unordered_map<const Node*, Array> replacements) {
  std::vector<Array> pending = outputs, inner;
  std::unordered_set<const Node*> seen;
  while (!pending.empty()) {
    const Array array = pending.back();
    pending.pop_back();
    if (replacements.count(array.node().get()) || !array.node()->operation || !seen.insert(array.node().get()).second)
      continue;
    inner.push_back(array);
    pending.insert(pending.end(), array.node()->inputs.begin(), array.node()->inputs.end());
  }
  std::sort(inner.begin(), inner.end(), [](const Array& a, const Array& b) { return a.node()->id < b.node()->id; });
  auto replaced = [&](const Array& array) {
    auto found = replacements.find(array.node().get());
    return found == replacements.end() ? array : found->second;
  };
  for (const Array& array : inner) {
    const Node& node = *array.node();
    std::vector<Array> inputs;
    bool changed = false;
    for (const Array& input : node.inputs) {
      inputs.push_back(replaced(input));
      changed |= inputs.back().node() != input.node();
    }
    if (!changed) continue;
    Array copy = record(*node.operation, std::move(inputs), node.attributes);
    copy.node()->path = node.path;
    replacements.emplace(&node, copy);
  }
  std::vector<Array> again;
  for (const Array& output : outputs) again.push_back(replaced(output));
  return again;
}

// Inputs of each output: its value, then the sources of all. The second recording stands behind barriers that wait for
// the outputs' gradients, so it is neither merged with the first nor computed before it is needed.
std::vector<Array> gradient_together(std::span<const Array> outputs, std::span<const Array> output_gradients) {
  std::vector<Array> values, gradients_here;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    if (is_no_gradient(output_gradients[i])) continue;
    values.push_back(outputs[i].node()->inputs[0]);
    gradients_here.push_back(output_gradients[i]);
  }
  const std::vector<Array>& inputs = outputs[0].node()->inputs;
  std::unordered_map<const Node*, Array> barriers;
  std::vector<Array> variables;
  for (std::size_t i = 1; i < inputs.size(); ++i) {
    std::vector<Array> behind{inputs[i]};
    behind.insert(behind.end(), gradients_here.begin(), gradients_here.end());
    variables.push_back(record(barrier_operation, std::move(behind)));
    barriers.emplace(inputs[i].node().get(), variables.back());
  }
  const std::vector<Array> again = record_again(values, std::move(barriers));
  Array total = sum(again[0] * gradients_here[0]);
  for (std::size_t i = 1; i < again.size(); ++i) total = total + sum(again[i] * gradients_here[i]);
  std::vector<Array> result = gradients(total, variables);
  result.insert(result.begin(), no_gradient());
  return result;
}

const Operation checkpoint_operation{.name = "checkpoint",
                                     .kind = Kind::same,
                                     .infer = infer_same,
                                     .evaluate = copy_input,
                                     .onnx = "Identity",
                                     .gradient_together = gradient_together};

}  // namespace

Function checkpoint(Function f) {
  return [f = std::move(f)](const std::vector<Array>& arguments) {
    const std::uint64_t begin = next_node_id();
    std::vector<Array> outputs = f(arguments), values;
    for (const Array& output : outputs)
      if (is_real(output.dtype()) && output.node()->traced) values.push_back(output);
    std::vector<Array> inputs = sources_of(values, arguments, begin);
    inputs.insert(inputs.begin(), Array());
    const Attributes together{.object = std::make_shared<char>()};
    for (Array& output : outputs) {
      if (!is_real(output.dtype()) || !output.node()->traced) continue;
      inputs[0] = output;
      output = record(checkpoint_operation, inputs, together);
    }
    return outputs;
  };
}

std::function<Array(const Array&)> checkpoint(std::function<Array(const Array&)> f) {
  return [f = checkpoint([f = std::move(f)](const std::vector<Array>& x) { return std::vector<Array>{f(x[0])}; })](
             const Array& x) { return f({x})[0]; };
}

}  // namespace ansatz
