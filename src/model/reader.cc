#include "model/reader.h"

#include <cstring>

#include "array/node.h"
#include "base/fail.h"
#include "model/operators.h"

namespace ansatz {
namespace {

// Of a value for a block of rows: a file that was made up must not ask for more memory than there is.
constexpr std::int64_t most_elements = std::int64_t{1} << 30;

Array read_tensor(const onnx::TensorProto& tensor) {
  const DType type = dtype_of_onnx(tensor.data_type());
  const Shape shape{std::span<const std::int64_t>(tensor.dims().data(), static_cast<std::size_t>(tensor.dims_size()))};
  double count = 1;
  for (std::int64_t extent : shape) count *= static_cast<double>(extent);
  if (count > 0x1p40) fail("the numbers of \"{}\", {}, are too many", tensor.name(), to_string(shape));
  const std::size_t bytes = static_cast<std::size_t>(shape.size()) * size_of(type);
  if (!tensor.has_raw_data() || tensor.raw_data().size() != bytes)
    fail("the numbers of \"{}\" are not stored in the file as {}{}", tensor.name(), name_of(type), to_string(shape));
  auto buffer = std::make_shared<Buffer>(bytes);
  if (bytes) std::memcpy(buffer->data(), tensor.raw_data().data(), bytes);
  return leaf(std::move(buffer), {shape, type});
}

}  // namespace

GraphReader::GraphReader(const onnx::GraphProto& graph) : graph_(graph) {
  for (const onnx::TensorProto& tensor : graph.initializer()) given_.emplace(tensor.name(), read_tensor(tensor));
  for (const onnx::ValueInfoProto& input : graph.input()) {
    const int type = input.type().tensor_type().elem_type();
    if (type == onnx::TensorProto::STRING) {
      given_.emplace(input.name(), TextColumn{input.name()});
    } else if (type == onnx::TensorProto::FLOAT) {
      arguments_.push_back({input.name()});
      argument_values_.push_back(input.name());
    } else {
      fail("the input \"{}\" holds neither numbers (f32) nor strings", input.name());
    }
  }
  for (const onnx::NodeProto& node : graph.node()) {
    if (!onnx_operators().count(node.op_type())) fail("the operator {} can't be read", node.op_type());
    if (node.op_type() != "OneHotEncoder") continue;
    const OnnxCall call{node, {}};
    auto column = given_.find(node.input_size() ? node.input(0) : "");
    if (column == given_.end() || !std::holds_alternative<TextColumn>(column->second) || node.output_size() != 1)
      fail("OneHotEncoder: only columns of strings can be encoded");
    if (!call.attribute("zeros", 1)) fail("OneHotEncoder: only zeros = 1 can be read");
    arguments_.push_back({column->first, true, call.attribute_strings("cats_strings")});
    argument_values_.push_back(node.output(0));
  }
}

std::vector<OnnxValue> GraphReader::record(const std::vector<Array>& arguments) const {
  std::map<std::string, OnnxValue> values = given_;
  for (std::size_t i = 0; i < arguments.size(); ++i) values.insert_or_assign(argument_values_[i], arguments[i]);
  auto value = [&](const std::string& name) -> const OnnxValue& {
    auto found = values.find(name);
    if (found == values.end()) fail("the value \"{}\" is used before it is there", name);
    return found->second;
  };
  for (const onnx::NodeProto& node : graph_.node()) {
    if (node.op_type() == "OneHotEncoder") continue;  // an argument
    std::vector<OnnxValue> operands;
    for (const std::string& name : node.input()) operands.push_back(value(name));
    const std::vector<OnnxValue> results = onnx_operators().at(node.op_type())({node, operands});
    if (static_cast<std::size_t>(node.output_size()) > results.size())
      fail("{}: {} outputs are wanted; there are {}", node.op_type(), node.output_size(), results.size());
    for (const OnnxValue& result : results)
      if (const Array* array = std::get_if<Array>(&result); array && array->size() > most_elements)
        fail("{}: a value of {} is too large", node.op_type(), to_string(array->shape()));
    for (int i = 0; i < node.output_size(); ++i)
      values.insert_or_assign(node.output(i), results[static_cast<std::size_t>(i)]);
  }
  std::vector<OnnxValue> outputs;
  for (const onnx::ValueInfoProto& output : graph_.output()) outputs.push_back(value(output.name()));
  return outputs;
}

std::vector<std::string> readable_operators() {
  std::vector<std::string> names;
  for (const auto& [name, read] : onnx_operators()) names.emplace_back(name);
  return names;
}

}  // namespace ansatz
