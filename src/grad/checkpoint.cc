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

// Where a variable comes into being: a leaf, or the alias that `variable` makes of an array without numbers.
bool is_origin(const Node& node) {
  if (!node.operation) return !node.weak && is_real(node.type.dtype);
  return node.traced &&
         std::none_of(node.inputs.begin(), node.inputs.end(), [](const Array& x) { return x.node()->traced; });
}

// What `output` is made of: arguments of the function, what it captured (nodes older than `begin`), and variables that
// were declared inside of it.
std::vector<Array> sources_of(const Array& output, const std::vector<Array>& arguments, std::uint64_t begin) {
  std::unordered_set<const Node*> seen;
  for (const Array& x : arguments) seen.insert(x.node().get());
  std::vector<Array> sources = arguments, pending{output};
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

// The graph between `output` and the arrays that have a replacement, recorded again.
Array record_again(const Array& output, std::unordered_map<const Node*, Array> replacements) {
  std::vector<Array> pending{output}, inner;
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
  return replaced(output);
}

// Inputs: the value, then its sources. The second recording stands behind barriers that wait for the output's
// gradient, so it is neither merged with the first nor computed before it is needed.
std::vector<Array> gradient(const Array&, std::span<const Array> inputs, const Attributes&, const Array& dy) {
  std::unordered_map<const Node*, Array> barriers;
  std::vector<Array> variables;
  for (const Array& source : inputs.subspan(1)) {
    const Array behind = record(barrier_operation, {source, dy});
    barriers.emplace(source.node().get(), behind);
    variables.push_back(behind);
  }
  const Array again = record_again(inputs[0], std::move(barriers));
  std::vector<Array> result{no_gradient()};
  for (const Array& part : gradients(sum(again * dy), variables)) result.push_back(part);
  return result;
}

const Operation checkpoint_operation{"checkpoint", Kind::view, infer_same, gradient, copy_input, "Identity"};

}  // namespace

Function checkpoint(Function f) {
  return [f = std::move(f)](const std::vector<Array>& arguments) {
    const std::uint64_t begin = make_node()->id;
    std::vector<Array> outputs = f(arguments);
    for (Array& output : outputs) {
      if (!is_real(output.dtype()) || !output.node()->traced) continue;
      std::vector<Array> inputs = sources_of(output, arguments, begin);
      inputs.insert(inputs.begin(), output);
      output = record(checkpoint_operation, std::move(inputs));
    }
    return outputs;
  };
}

std::function<Array(const Array&)> checkpoint(std::function<Array(const Array&)> f) {
  return [f = checkpoint([f = std::move(f)](const std::vector<Array>& x) { return std::vector<Array>{f(x[0])}; })](
             const Array& x) { return f({x})[0]; };
}

}  // namespace ansatz
