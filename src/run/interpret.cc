#include "run/interpret.h"

#include <unordered_map>

#include "array/graph.h"
#include "base/fail.h"

namespace ansatz {

std::vector<BufferPointer> interpret(std::span<const Array> outputs, std::span<const Array> placeholders,
                                     std::span<const Array> arguments,
                                     const std::function<bool(const Node&, const Buffer&)>& watch) {
  std::unordered_map<const Node*, BufferPointer> numbers;
  for (std::size_t i = 0; i < placeholders.size(); ++i)
    numbers[placeholders[i].node().get()] = arguments[i].node()->data;
  for (Node* node : needed_nodes(outputs)) {
    if (numbers.count(node)) continue;
    if (node->data) {
      numbers[node] = node->data;
      continue;
    }
    if (!node->operation)
      fail("a number was asked for that depends on an argument of a function that is only being recorded");
    std::vector<Operand> operands;
    for (const Array& input : node->inputs)
      operands.push_back({numbers.at(input.node().get())->data(), &input.shape(), input.dtype()});
    auto buffer = std::make_shared<Buffer>(node->type.shape.size() * size_of(node->type.dtype));
    node->operation->evaluate({operands, buffer->data(), node->type, node->attributes});
    numbers[node] = buffer;
    if (watch && !watch(*node, *buffer)) break;
  }
  std::vector<BufferPointer> result;
  for (const Array& output : outputs) result.push_back(numbers[output.node().get()]);
  return result;
}

}  // namespace ansatz
