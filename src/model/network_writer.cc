#include "model/network_writer.h"

#include <cstring>
#include <limits>
#include <string_view>
#include <unordered_map>

#include "ansatz/run.h"
#include "array/graph.h"
#include "base/fail.h"
#include "ops/known.h"

namespace ansatz {
namespace {

// The network is recorded for two numbers of rows; what differs between the recordings depends on it.
constexpr std::int64_t rows[2] = {5, 7};

struct Recorded {
  Array output;
  std::unordered_map<const Node*, std::string> names;  // of the arguments
  std::vector<Node*> nodes;
};

// One operation that is being written: the same node of both recordings.
struct Use {
  GraphWriter& out;
  const Node& node;
  const Node& other;
  std::vector<std::string> inputs;
  std::string features;  // has the rows in its first dimension

  const std::string& x() const { return inputs[0]; }
  std::int64_t integer(std::size_t i) const { return node.attributes.integers[i]; }
  std::string write(const char* operation, std::vector<std::string> operands) const {
    return out.node(operation, operands);
  }
  // A number of the type of an operand.
  std::string number(double value, std::size_t operand = 0) const {
    return out.constant(convert_scalar(Array(value), node.inputs[operand].dtype()));
  }
};

std::string name_of_operation(const Node& node) {
  return node.path && !node.path->empty() ? fmt::format("{} in \"{}\"", node.operation->name, *node.path)
                                          : node.operation->name;
}

[[noreturn]] void refuse(const Use& use, const char* why) {
  fail("the model can't be written: {} ({}) {}", name_of_operation(use.node), to_string(use.node.type.shape), why);
}

// How many times the number of rows these extents of the two recordings are; 0 when they are none.
std::int64_t multiple_of_rows(std::int64_t a, std::int64_t b) {
  return a != b && a % rows[0] == 0 && a / rows[0] * rows[1] == b ? a / rows[0] : 0;
}

// The extents as an operand of Reshape and Expand. `known` marks those that the operator finds by itself and what it is then told.
std::string extents_operand(const Use& use, std::vector<std::int64_t> a, const std::vector<std::int64_t>& b) {
  if (a == b) return use.out.constant(a);
  std::vector<std::string> pieces;
  std::vector<std::int64_t> numbers;
  auto flush = [&] {
    if (!numbers.empty()) pieces.push_back(use.out.constant(numbers));
    numbers.clear();
  };
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] == b[i]) {
      numbers.push_back(a[i]);
      continue;
    }
    const std::int64_t factor = multiple_of_rows(a[i], b[i]);
    if (!factor) refuse(use, "has an extent that is no multiple of the number of rows");
    flush();
    const std::string shape = use.write("Shape", {use.features});
    const std::string count = use.write("Slice", {shape, use.out.constant(std::vector<std::int64_t>{0}),
                                                  use.out.constant(std::vector<std::int64_t>{1})});
    pieces.push_back(factor == 1 ? count
                                 : use.write("Mul", {count, use.out.constant(std::vector<std::int64_t>{factor})}));
  }
  flush();
  return pieces.size() == 1 ? pieces[0] : use.out.node("Concat", pieces, {{"axis", std::int64_t{0}}});
}

std::string write_reshape(const Use& use) {
  std::vector<std::int64_t> a = use.node.attributes.integers, b = use.other.attributes.integers;
  int differing = 0;
  for (std::size_t i = 0; i < a.size(); ++i) differing += a[i] != b[i];
  for (std::size_t i = 0; differing == 1 && i < a.size(); ++i)
    if (a[i] != b[i]) a[i] = b[i] = -1;
  return use.write("Reshape", {use.x(), extents_operand(use, a, b)});
}

std::string write_broadcast(const Use& use) {
  std::vector<std::int64_t> a = use.node.attributes.integers, b = use.other.attributes.integers;
  // Expand stretches both ways: an extent of 1 keeps that of the input.
  const Shape &from = use.node.inputs[0].shape(), &other = use.other.inputs[0].shape();
  const int ahead = static_cast<int>(a.size()) - from.rank();
  for (int i = 0; i < from.rank(); ++i)
    if (a[ahead + i] != b[ahead + i] && from[i] == a[ahead + i] && other[i] == b[ahead + i])
      a[ahead + i] = b[ahead + i] = 1;
  return use.write("Expand", {use.x(), extents_operand(use, a, b)});
}

std::string write_slice(const Use& use) {
  const Shape &x = use.node.inputs[0].shape(), &other = use.other.inputs[0].shape();
  std::vector<std::int64_t> begins, ends, axes, steps;
  // A place in the two recordings; places that move with the extent are counted from its end.
  auto place = [&](std::int64_t a, std::int64_t b, int axis) {
    if (a == b && (a != x[axis] || x[axis] == other[axis])) return a;
    if (a == x[axis] && b == other[axis]) return std::numeric_limits<std::int64_t>::max();
    if (a - x[axis] != b - other[axis]) refuse(use, "cuts at a place that depends on the number of rows");
    return a - x[axis];
  };
  for (int axis = 0; axis < x.rank(); ++axis) {
    const std::int64_t *a = &use.node.attributes.integers[3 * axis], *b = &use.other.attributes.integers[3 * axis];
    if (a[0] == 0 && b[0] == 0 && a[1] == x[axis] && b[1] == other[axis] && a[2] == 1 && b[2] == 1) continue;
    begins.push_back(place(a[0], b[0], axis));
    ends.push_back(place(a[1], b[1], axis));
    axes.push_back(axis);
    steps.push_back(a[2]);
  }
  GraphWriter& out = use.out;
  return use.write("Slice",
                   {use.x(), out.constant(begins), out.constant(ends), out.constant(axes), out.constant(steps)});
}

std::string write_pad(const Use& use) {
  std::vector<std::int64_t> before, after;
  for (std::size_t i = 0; i < use.node.attributes.integers.size(); i += 3) {
    if (use.integer(i + 1)) refuse(use, "pads between the elements, which no ONNX operator does");
    before.push_back(use.integer(i));
    after.push_back(use.integer(i + 2));
  }
  before.insert(before.end(), after.begin(), after.end());
  return use.write("Pad", {use.x(), use.out.constant(before), use.number(use.node.attributes.numbers[0])});
}

std::string write_reduction(const Use& use) {
  if (use.node.attributes.integers.empty()) return use.write("Identity", {use.x()});
  if (std::string_view(use.node.operation->onnx) == "ReduceSum")
    return use.out.node("ReduceSum", {use.x(), use.out.constant(use.node.attributes.integers)},
                        {{"keepdims", std::int64_t{0}}});
  return use.out.node(use.node.operation->onnx, {use.x()},
                      {{"axes", use.node.attributes.integers}, {"keepdims", std::int64_t{0}}});
}

std::string write_along_axis(const Use& use) {
  return use.out.node(use.node.operation->onnx, use.inputs, {{"axis", use.integer(0)}});
}

std::string write_argmax(const Use& use) {
  return use.out.node(use.node.operation->onnx, use.inputs, {{"axis", use.integer(0)}, {"keepdims", std::int64_t{0}}});
}

std::string write_clip(const Use& use) {
  if (use.node.inputs[1].rank() == 0 && use.node.inputs[2].rank() == 0) return use.write("Clip", use.inputs);
  return use.write("Min", {use.write("Max", {use.inputs[0], use.inputs[1]}), use.inputs[2]});
}

// log(1 + x) without the digits that 1 + x loses (Kahan): x log(u) / (u - 1) with u = 1 + x.
std::string write_log1p(const Use& use) {
  const std::string one = use.number(1), u = use.write("Add", {use.x(), one});
  const std::string ratio = use.write("Div", {use.x(), use.write("Sub", {u, one})});
  return use.write("Where", {use.write("Equal", {u, one}), use.x(), use.write("Mul", {use.write("Log", {u}), ratio})});
}

// eˣ - 1 = tanh(x/2) (eˣ + 1), without the digits that eˣ - 1 loses.
std::string write_expm1(const Use& use) {
  const std::string half = use.write("Tanh", {use.write("Mul", {use.x(), use.number(0.5)})});
  return use.write("Mul", {half, use.write("Add", {use.write("Exp", {use.x()}), use.number(1)})});
}

std::string write_gelu(const Use& use) {
  const std::string erf = use.write("Erf", {use.write("Mul", {use.x(), use.number(0.70710678118654752)})});
  return use.write("Mul", {use.write("Mul", {use.x(), use.number(0.5)}), use.write("Add", {erf, use.number(1)})});
}

std::string write_gelu_tanh(const Use& use) {
  const std::string cubic = use.write("Mul", {use.write("Mul", {use.x(), use.x()}), use.number(0.07135481627260025)});
  const std::string u = use.write("Mul", {use.x(), use.write("Add", {cubic, use.number(1.5957691216057308)})});
  return use.write("Mul", {use.x(), use.write("Sigmoid", {u})});
}

std::string write_hard_sigmoid(const Use& use) {
  const std::string moved = use.write("Add", {use.x(), use.number(3)});
  return use.write("Mul", {use.write("Clip", {moved, use.number(0), use.number(6)}), use.number(1.0 / 6)});
}

std::string write_finite(const Use& use) {
  const DType type = use.node.inputs[0].dtype();
  const double largest = type == DType::f64 ? std::numeric_limits<double>::max() : std::numeric_limits<float>::max();
  if (!is_real(type)) return use.write("Equal", {use.x(), use.x()});
  return use.write("LessOrEqual", {use.write("Abs", {use.x()}), use.number(largest)});
}

std::string write_one_hot(const Use& use) {
  const DType type = static_cast<DType>(use.integer(1));
  const Array depth(std::vector<std::int64_t>{use.integer(0)}, {});
  const Array values({0, 1}, {2}, type);
  return use.out.node("OneHot", {use.x(), use.out.constant(depth), use.out.constant(values)},
                      {{"axis", std::int64_t{-1}}});
}

std::string write_sorting(const Use& use) {
  const std::string count = use.out.constant(std::vector<std::int64_t>{use.integer(2)});
  return use.out.node_of(2, "TopK", {use.x(), count},
                         {{"axis", use.integer(0)}, {"largest", use.integer(1)}, {"sorted", std::int64_t{1}}})[1];
}

std::string write_cumsum(const Use& use) {
  const Array axis(std::vector<std::int64_t>{use.integer(0)}, {});
  return use.out.node("CumSum", {use.x(), use.out.constant(axis)}, {{"reverse", use.integer(1)}});
}

std::string write_scatter(const Use& use) {
  return use.out.node("ScatterElements", use.inputs, {{"axis", use.integer(0)}, {"reduction", std::string("add")}});
}

using Write = std::string (*)(const Use&);

// Operations that need attributes, or have no operator of their own. All others are written as Operation::onnx says.
const std::unordered_map<std::string_view, Write>& writers() {
  static const std::unordered_map<std::string_view, Write> table = {
      {"reshape", write_reshape},
      {"broadcast_to", write_broadcast},
      {"slice", write_slice},
      {"pad", write_pad},
      {"permute",
       [](const Use& use) {
         return use.out.node("Transpose", {use.x()}, {{"perm", use.node.attributes.integers}});
       }},
      {"cast",
       [](const Use& use) {
         return use.out.node("Cast", {use.x()}, {{"to", std::int64_t{onnx_type(use.node.type.dtype)}}});
       }},
      {"sum", write_reduction},
      {"prod", write_reduction},
      {"max", write_reduction},
      {"min", write_reduction},
      {"softmax", write_along_axis},
      {"log_softmax", write_along_axis},
      {"concatenate", write_along_axis},
      {"gather", write_along_axis},
      {"take_along_axis", write_along_axis},
      {"argmax", write_argmax},
      {"argmin", write_argmax},
      {"argsort", write_sorting},
      {"cumsum", write_cumsum},
      {"one_hot", write_one_hot},
      {"scatter_add_along_axis", write_scatter},
      {"clip", write_clip},
      {"expm1", write_expm1},
      {"log1p", write_log1p},
      {"gelu", write_gelu},
      {"gelu_tanh", write_gelu_tanh},
      {"hard_sigmoid", write_hard_sigmoid},
      {"hard_tanh",
       [](const Use& use) {
         return use.write("Clip", {use.x(), use.number(-1), use.number(1)});
       }},
      {"is_finite", write_finite},
      {"barrier", [](const Use& use) { return use.write("Identity", {use.x()}); }},
      {"checkpoint", [](const Use& use) { return use.write("Identity", {use.x()}); }},
      {"square",
       [](const Use& use) {
         return use.write("Mul", {use.x(), use.x()});
       }},
      {"tanh_gradient",
       [](const Use& use) {
         const std::string& y = use.inputs[1];
         return use.write("Mul", {use.x(), use.write("Sub", {use.number(1), use.write("Mul", {y, y})})});
       }},
      {"rsqrt", [](const Use& use) { return use.write("Reciprocal", {use.write("Sqrt", {use.x()})}); }},
      {"silu",
       [](const Use& use) {
         return use.write("Mul", {use.x(), use.write("Sigmoid", {use.x()})});
       }},
      {"mish",
       [](const Use& use) {
         return use.write("Mul", {use.x(), use.write("Tanh", {use.write("Softplus", {use.x()})})});
       }},
      {"log_sigmoid",
       [](const Use& use) { return use.write("Neg", {use.write("Softplus", {use.write("Neg", {use.x()})})}); }},
      {"gate",
       [](const Use& use) {
         return use.write("Where", {use.x(), use.inputs[1], use.number(0, 1)});
       }},
      {"not_equal", [](const Use& use) { return use.write("Not", {use.write("Equal", use.inputs)}); }},
      {"lerp",
       [](const Use& use) {
         return use.write("Add",
                          {use.x(), use.write("Mul", {use.inputs[2], use.write("Sub", {use.inputs[1], use.x()})})});
       }},
  };
  return table;
}

// Attributes that may differ with the number of rows.
bool may_follow_rows(const Node& node) {
  const Operation* operation = node.operation;
  return operation == &reshape_operation || operation == &broadcast_to_operation || operation == &slice_operation;
}

Recorded record_network(const ModelParts& parts, std::int64_t count, std::int64_t width, const std::string& features) {
  Recorded recorded;
  NamedArrays arguments;
  const Array x = placeholder({{count, width}, DType::f32});
  recorded.names.emplace(x.node().get(), features);
  for (const auto& [name, array] : parts.parameters) {
    const Array argument = placeholder({array.shape(), array.dtype()});
    argument.node()->path = std::make_shared<const std::string>(name);
    arguments.emplace(name, argument);
    recorded.names.emplace(argument.node().get(), name);
  }
  recorded.output = parts.inference(arguments, x);
  recorded.nodes = needed_nodes(std::vector<Array>{recorded.output});
  // The placeholders must outlive this function: nodes hold their inputs, and unused ones are not in the graph.
  return recorded;
}

}  // namespace

WrittenNetwork write_network(GraphWriter& out, const std::string& features, std::int64_t width,
                             const ModelParts& parts) {
  const Recorded a = record_network(parts, rows[0], width, features),
                 b = record_network(parts, rows[1], width, features);
  const Shape &shape = a.output.shape(), &other_shape = b.output.shape();
  if (shape.rank() < 1 || shape[0] != rows[0] || other_shape.rank() != shape.rank() || other_shape[0] != rows[1])
    fail("the network gives {} for {} rows of features; [rows, …] is needed", to_string(shape), rows[0]);
  if (a.nodes.size() != b.nodes.size())
    fail(
        "the model can't be written: the network takes {} operations for {} rows and {} for {}; it must be the same "
        "for any number",
        a.nodes.size(), rows[0], b.nodes.size(), rows[1]);

  std::unordered_map<const Node*, std::string> values, states;
  for (const auto& [name, array] : parts.states) states.emplace(array.node().get(), name);
  for (std::size_t i = 0; i < a.nodes.size(); ++i) {
    const Node &node = *a.nodes[i], &other = *b.nodes[i];
    if (node.operation != other.operation)
      fail("the model can't be written: the network's operations change with the number of rows");
    if (auto argument = a.names.find(&node); argument != a.names.end()) {
      const bool is_features = argument->second == features && !node.path;
      values[&node] = is_features ? features : out.parameter(argument->second, parts.parameters.at(argument->second));
      continue;
    }
    if (node.placeholder()) fail("the model can't be written: the network depends on an argument of another function");
    if (node.data) {
      const std::size_t bytes = node.type.shape.size() * size_of(node.type.dtype);
      if (!(node.type.shape == other.type.shape) || std::memcmp(node.data->data(), other.data->data(), bytes) != 0)
        fail("the model can't be written: the network holds numbers that change with the number of rows");
      const Array numbers(a.nodes[i]->shared_from_this());
      const auto state = states.find(&node);
      values[&node] = state == states.end() ? out.constant(numbers) : out.state(state->second, numbers);
      continue;
    }
    Use use{out, node, other, {}, features};
    for (const Array& input : node.inputs) use.inputs.push_back(values.at(input.node().get()));
    const bool same =
        node.attributes.integers == other.attributes.integers && node.attributes.numbers == other.attributes.numbers;
    if (!same && !may_follow_rows(node)) refuse(use, "changes with the number of rows");
    if (auto writer = writers().find(node.operation->name); writer != writers().end())
      values[&node] = writer->second(use);
    else if (node.operation->onnx)
      values[&node] = out.node(node.operation->onnx, use.inputs);
    else
      refuse(use, "has no ONNX operator");
  }
  WrittenNetwork written{values.at(a.output.node().get()), shape};
  written.shape.erase(0);
  return written;
}

}  // namespace ansatz
