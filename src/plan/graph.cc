#include "plan/graph.h"

#include <cstring>
#include <unordered_map>

#include "array/graph.h"
#include "array/convert.h"
#include "base/fail.h"
#include "ops/elementwise.h"
#include "ops/known.h"

namespace ansatz::plan {
namespace {

template <class T>
void append(std::string& key, const T& value) {
  // NOLINTNEXTLINE(bugprone-sizeof-expression): of a pointer, its own bytes are meant.
  key.append(reinterpret_cast<const char*>(&value), sizeof value);
}

// Everything that tells two vertices apart, as bytes.
std::string key_of(const Vertex& v) {
  std::string key;
  append(key, v.operation);
  append(key, v.argument);
  append(key, v.type.dtype);
  append(key, v.type.shape.rank());
  for (std::int64_t extent : v.type.shape) append(key, extent);
  append(key, v.inputs.size());
  for (int input : v.inputs) append(key, input);
  append(key, v.attributes.integers.size());
  for (std::int64_t x : v.attributes.integers) append(key, x);
  for (double x : v.attributes.numbers) append(key, x);
  append(key, v.attributes.object.get());
  if (v.constant) key.append(reinterpret_cast<const char*>(v.constant->data()), size_of(v.type.dtype));
  return key;
}

class Capture {
 public:
  Graph graph;

  int add(Vertex vertex) {
    auto [place, fresh] = known_.emplace(key_of(vertex), static_cast<int>(graph.vertices.size()));
    if (fresh) graph.vertices.push_back(std::move(vertex));
    return place->second;
  }

  int operation(Vertex v) {
    if (v.operation->kind == Kind::same) return v.inputs[0];
    if (v.operation->kind == Kind::elementwise) {
      for (int& input : v.inputs) input = without_broadcast(v, input);
      if (int same = unchanged_input(v); same >= 0) return same;
    }
    if (v.operation->kind == Kind::view && v.inputs.size() == 1 && v.type.shape == at(v.inputs[0]).type.shape &&
        v.operation != &permute_operation)
      return v.inputs[0];
    if (foldable(v)) return folded(v);
    return add(std::move(v));
  }

 private:
  const Vertex& at(int index) const { return graph.vertices[index]; }

  bool is_number(int index, double number) const {
    const Vertex& v = at(index);
    if (!v.constant) return false;
    double value = 0;
    convert(v.constant->data(), v.type.dtype, &value, DType::f64, 1);
    return value == number;
  }

  // The operand itself where it is only stretched and the operation stretches it anyway.
  int without_broadcast(const Vertex& v, int input) const {
    const Vertex& stretched = at(input);
    if (stretched.operation != &broadcast_to_operation) return input;
    Shape common = at(stretched.inputs[0]).type.shape;
    for (int other : v.inputs)
      if (other != input) {
        Shape next;
        if (!broadcast(common, at(other).type.shape, next)) return input;
        common = next;
      }
    return common == v.type.shape ? stretched.inputs[0] : input;
  }

  // x·1, x/1, x - 0: the input that the vertex equals, or -1.
  int unchanged_input(const Vertex& v) const {
    const std::string_view name = v.operation->name;
    auto same = [&](int index) {
      return at(index).type.shape == v.type.shape && at(index).type.dtype == v.type.dtype ? index : -1;
    };
    if (name == "multiply" && is_number(v.inputs[0], 1)) return same(v.inputs[1]);
    if ((name == "multiply" || name == "divide") && is_number(v.inputs[1], 1)) return same(v.inputs[0]);
    if (name == "subtract" && is_number(v.inputs[1], 0)) return same(v.inputs[0]);
    return -1;
  }

  bool foldable(const Vertex& v) const {
    if (v.type.shape.size() != 1 || v.inputs.empty()) return false;
    for (int input : v.inputs)
      if (!at(input).constant) return false;
    return true;
  }

  int folded(const Vertex& v) {
    std::vector<Operand> operands;
    for (int input : v.inputs)
      operands.push_back({at(input).constant->data(), &at(input).type.shape, at(input).type.dtype});
    Vertex result;
    result.type = v.type;
    result.constant = std::make_shared<Buffer>(size_of(v.type.dtype));
    v.operation->evaluate({operands, result.constant->data(), v.type, v.attributes});
    return add(std::move(result));
  }

  std::unordered_map<std::string, int> known_;
};

bool is_transposition(const Vertex& v) {
  return v.operation == &permute_operation && v.type.shape.rank() == 2 && v.attributes.integers[0] == 1;
}

// The transposed product of two matrices that nobody else needs is the product of the transposed matrices, the other
// way round: (A·B)ᵀ = Bᵀ·Aᵀ. So gradients of weights come out in the weights' own layout.
void transpose_products(Graph& graph) {
  std::vector<int> users(graph.vertices.size(), 0);
  for (const Vertex& v : graph.vertices)
    for (int input : v.inputs) ++users[input];
  for (int output : graph.outputs) ++users[output];
  std::vector<Vertex> vertices;
  std::vector<int> renumbered(graph.vertices.size());
  auto transposed = [&](int matrix) {  // a renumbered vertex
    const Vertex& m = vertices[matrix];
    if (is_transposition(m)) return m.inputs[0];  // back again
    Vertex t;
    t.operation = &permute_operation;
    t.attributes.integers = {1, 0};
    t.inputs = {matrix};
    t.type = {{m.type.shape[1], m.type.shape[0]}, m.type.dtype};
    vertices.push_back(std::move(t));
    return static_cast<int>(vertices.size()) - 1;
  };
  for (std::size_t i = 0; i < graph.vertices.size(); ++i) {
    Vertex v = graph.vertices[i];
    for (int& input : v.inputs) input = renumbered[input];
    if (is_transposition(v)) {
      const int from = graph.vertices[i].inputs[0];
      const Vertex& product = graph.vertices[from];
      if (product.operation == &matmul_operation && users[from] == 1) {
        const Type type = v.type;
        v = product;
        v.inputs = {transposed(renumbered[product.inputs[1]]), transposed(renumbered[product.inputs[0]])};
        v.type = type;
      } else if (is_transposition(vertices[v.inputs[0]])) {
        renumbered[i] = vertices[v.inputs[0]].inputs[0];
        continue;
      }
    }
    renumbered[i] = static_cast<int>(vertices.size());
    vertices.push_back(std::move(v));
  }
  graph.vertices = std::move(vertices);
  for (int& output : graph.outputs) output = renumbered[output];
}

// Keeps what the outputs need.
void drop_unused(Graph& graph) {
  std::vector<int> renumbered(graph.vertices.size(), -1);
  for (int output : graph.outputs) renumbered[output] = 0;
  for (int i = static_cast<int>(graph.vertices.size()) - 1; i >= 0; --i)
    if (renumbered[i] == 0)
      for (int input : graph.vertices[i].inputs) renumbered[input] = 0;
  std::vector<Vertex> kept;
  for (std::size_t i = 0; i < graph.vertices.size(); ++i) {
    if (renumbered[i] != 0) continue;
    renumbered[i] = static_cast<int>(kept.size());
    kept.push_back(std::move(graph.vertices[i]));
    for (int& input : kept.back().inputs) input = renumbered[input];
  }
  graph.vertices = std::move(kept);
  for (int& output : graph.outputs) output = renumbered[output];
}

}  // namespace

bool is_elementwise(const Vertex& v) { return v.operation && v.operation->kind == Kind::elementwise; }
bool is_view(const Vertex& v) { return v.operation && v.operation->kind == Kind::view; }

Graph capture(std::span<const Array> outputs, std::span<const Array> placeholders) {
  Capture capture;
  std::unordered_map<const Node*, int> numbers;
  for (const Array& placeholder : placeholders) {
    Vertex v;
    v.type = placeholder.node()->type;
    v.argument = static_cast<int>(capture.graph.arguments.size());
    capture.graph.arguments.push_back(v.type);
    numbers[placeholder.node().get()] = capture.add(std::move(v));
  }
  std::unordered_map<const Buffer*, int> captured;  // one argument for each buffer
  for (Node* node : needed_nodes(outputs)) {
    if (numbers.count(node)) continue;
    Vertex v;
    v.type = node->type;
    if (node->data && node->type.shape.size() == 1) {
      v.constant = node->data;
      numbers[node] = capture.add(std::move(v));
    } else if (node->data) {
      auto [place, fresh] = captured.emplace(node->data.get(), static_cast<int>(capture.graph.arguments.size()));
      if (fresh) {
        capture.graph.arguments.push_back(v.type);
        capture.graph.captured.push_back(leaf(node->data, node->type));
      }
      v.argument = place->second;
      numbers[node] = capture.add(std::move(v));
    } else if (!node->operation) {
      fail("a number was asked for that depends on an argument of a function that is only being recorded");
    } else {
      v.operation = node->operation;
      v.attributes = node->attributes;
      for (const Array& input : node->inputs) v.inputs.push_back(numbers.at(input.node().get()));
      numbers[node] = capture.operation(std::move(v));
    }
  }
  for (const Array& output : outputs) capture.graph.outputs.push_back(numbers.at(output.node().get()));
  drop_unused(capture.graph);
  transpose_products(capture.graph);
  drop_unused(capture.graph);
  return std::move(capture.graph);
}

std::string structure(const Graph& graph) {
  std::string text;
  for (const Vertex& v : graph.vertices) text += key_of(v) + ';';
  for (int output : graph.outputs) append(text, output);
  return text;
}

}  // namespace ansatz::plan
