#include "model/graph_writer.h"

#include <algorithm>
#include <cctype>

#include "ansatz/run.h"
#include "array/node.h"
#include "base/fail.h"

namespace ansatz {
namespace {

template <class... Cases> struct Visitor : Cases... { using Cases::operator()...; };
template <class... Cases> Visitor(Cases...) -> Visitor<Cases...>;

void fill(onnx::TensorProto& tensor, const std::string& name, const Array& numbers) {
  tensor.set_name(name);
  tensor.set_data_type(onnx_type(numbers.dtype()));
  for (std::int64_t extent : numbers.shape()) tensor.add_dims(extent);
  // ONNX's raw data is little-endian, as are all machines that this library is built for.
  tensor.set_raw_data(numbers.node()->data->data(), numbers.size() * size_of(numbers.dtype()));
}

void describe(onnx::ValueInfoProto& value, const std::string& name, bool text, std::int64_t width) {
  value.set_name(name);
  onnx::TypeProto::Tensor& type = *value.mutable_type()->mutable_tensor_type();
  type.set_elem_type(text ? onnx::TensorProto::STRING : onnx::TensorProto::FLOAT);
  type.mutable_shape()->add_dim()->set_dim_param(batch_symbol);
  type.mutable_shape()->add_dim()->set_dim_value(width);
}

// "ReduceSum" → "reduce_sum": how values are called after the operator that makes them.
std::string value_name(const std::string& operation) {
  std::string name;
  for (std::size_t i = 0; i < operation.size(); ++i) {
    const bool upper = std::isupper(static_cast<unsigned char>(operation[i]));
    if (upper && i && std::islower(static_cast<unsigned char>(operation[i - 1]))) name += '_';
    name += static_cast<char>(std::tolower(static_cast<unsigned char>(operation[i])));
  }
  return name;
}

}  // namespace

int onnx_type(DType type) {
  switch (type) {
    case DType::boolean: return onnx::TensorProto::BOOL;
    case DType::u8: return onnx::TensorProto::UINT8;
    case DType::i32: return onnx::TensorProto::INT32;
    case DType::i64: return onnx::TensorProto::INT64;
    case DType::bf16: return onnx::TensorProto::BFLOAT16;
    case DType::f32: return onnx::TensorProto::FLOAT;
    case DType::f64: return onnx::TensorProto::DOUBLE;
  }
  return onnx::TensorProto::UNDEFINED;
}

std::string GraphWriter::fresh(const std::string& wish) {
  std::string name = wish;
  for (int i = 2; !names_.insert(name).second; ++i) name = wish + "_" + std::to_string(i);
  return name;
}

void GraphWriter::input(const std::string& name, bool text) {
  if (!names_.insert(name).second) fail("the model needs the column \"{}\" twice; rename one of them", name);
  describe(*graph_.add_input(), name, text, 1);
}

void GraphWriter::output(const std::string& name, bool text, std::int64_t width) {
  describe(*graph_.add_output(), name, text, width);
}

std::string GraphWriter::constant(const Array& numbers) {
  eval(numbers);
  const auto* bytes = reinterpret_cast<const char*>(numbers.node()->data->data());
  std::string key = name_of(numbers.dtype()) + to_string(numbers.shape());
  key.append(bytes, numbers.size() * size_of(numbers.dtype()));
  std::string& name = constants_[key];
  if (name.empty()) {
    name = fresh("constant");
    fill(*graph_.add_initializer(), name, numbers);
  }
  return name;
}

std::string GraphWriter::constant(const std::vector<std::int64_t>& numbers) {
  return constant(Array(numbers, {static_cast<std::int64_t>(numbers.size())}));
}

std::string GraphWriter::parameter(const std::string& name, const Array& numbers) {
  return named(name, numbers, parameter_mark);
}

std::string GraphWriter::state(const std::string& name, const Array& numbers) {
  return named(name, numbers, state_mark);
}

std::string GraphWriter::named(const std::string& name, const Array& numbers, const char* mark) {
  eval(numbers);
  onnx::TensorProto& tensor = *graph_.add_initializer();
  fill(tensor, fresh(name), numbers);
  tensor.set_doc_string(mark);
  return tensor.name();
}

onnx::NodeProto& GraphWriter::add(const std::string& operation, const std::vector<std::string>& inputs,
                                  const std::vector<OnnxAttribute>& attributes) {
  onnx::NodeProto& node = *graph_.add_node();
  node.set_op_type(operation);
  if (operation == "OneHotEncoder" || operation == "LabelEncoder") node.set_domain("ai.onnx.ml");
  for (const std::string& input : inputs) node.add_input(input);
  for (const auto& [name, value] : attributes) {
    onnx::AttributeProto& attribute = *node.add_attribute();
    attribute.set_name(name);
    std::visit(Visitor{[&](std::int64_t v) {
                         attribute.set_type(onnx::AttributeProto::INT);
                         attribute.set_i(v);
                       },
                       [&](float v) {
                         attribute.set_type(onnx::AttributeProto::FLOAT);
                         attribute.set_f(v);
                       },
                       [&](const std::string& v) {
                         attribute.set_type(onnx::AttributeProto::STRING);
                         attribute.set_s(v);
                       },
                       [&](const std::vector<std::int64_t>& v) {
                         attribute.set_type(onnx::AttributeProto::INTS);
                         for (std::int64_t i : v) attribute.add_ints(i);
                       },
                       [&](const std::vector<std::string>& v) {
                         attribute.set_type(onnx::AttributeProto::STRINGS);
                         for (const std::string& s : v) attribute.add_strings(s);
                       }},
               value);
  }
  return node;
}

std::string GraphWriter::node(const std::string& operation, const std::vector<std::string>& inputs,
                              const std::vector<OnnxAttribute>& attributes, const std::string& output) {
  onnx::NodeProto& node = add(operation, inputs, attributes);
  node.add_output(output.empty() ? fresh(value_name(operation)) : output);
  node.set_name(node.output(0));
  return node.output(0);
}

std::vector<std::string> GraphWriter::node_of(int outputs, const std::string& operation,
                                              const std::vector<std::string>& inputs,
                                              const std::vector<OnnxAttribute>& attributes) {
  onnx::NodeProto& node = add(operation, inputs, attributes);
  for (int i = 0; i < outputs; ++i) node.add_output(fresh(value_name(operation)));
  node.set_name(node.output(0));
  return {node.output().begin(), node.output().end()};
}

}  // namespace ansatz
