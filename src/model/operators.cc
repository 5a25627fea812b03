#include "model/operators.h"

#include <algorithm>

#include "ansatz/operations.h"
#include "ansatz/run.h"
#include "array/node.h"

namespace ansatz {
namespace {

using Values = std::vector<OnnxValue>;

template <Array (*f)(const Array&)> Values unary(const OnnxCall& call) { return {f(call.array(0))}; }

template <Array (*f)(const Array&, const Array&)> Values binary(const OnnxCall& call) {
  return {f(call.array(0), call.array(1))};
}

// Max and Min take any number of operands.
template <Array (*f)(const Array&, const Array&)> Values variadic(const OnnxCall& call) {
  Array result = call.array(0);
  for (std::size_t i = 1; i < call.count(); ++i) result = f(result, call.array(i));
  return {result};
}

template <Array (*f)(const Array&, int)> Values along_axis(const OnnxCall& call) {
  return {f(call.array(0), static_cast<int>(call.attribute("axis", -1)))};
}

template <Array (*f)(const Array&, int)> Values index_along_axis(const OnnxCall& call) {
  const Array& x = call.array(0);
  const int axis = static_cast<int>(call.attribute("axis", 0));
  const Array index = f(x, axis);
  return {call.attribute("keepdims", 1) ? unsqueeze(index, axis < 0 ? axis + x.rank() : axis) : index};
}

template <Array (*f)(const Array&, const std::vector<int>&, bool)> Values reduction(const OnnxCall& call) {
  const std::vector<std::int64_t> wide = call.count() > 1 ? call.integers(1) : call.attribute_integers("axes");
  return {f(call.array(0), std::vector<int>(wide.begin(), wide.end()), call.attribute("keepdims", 1))};
}

// Extents as an operand gives them; -1 stands for one that is to be found. A file that was made up may say anything.
void check_extents(const char* name, const std::vector<std::int64_t>& extents) {
  double count = 1;
  for (const std::int64_t extent : extents) {
    if (extent < -1) fail("{}: {} is no extent", name, extent);
    count *= std::max(1.0, static_cast<double>(extent));
  }
  if (count > 0x1p40) fail("{}: a value of {} elements is too large", name, count);
}

Shape shape_of(const std::vector<std::int64_t>& extents) { return Shape(std::span<const std::int64_t>(extents)); }

Values read_reshape(const OnnxCall& call) {
  const Array& x = call.array(0);
  std::vector<std::int64_t> extents = call.integers(1);
  check_extents("Reshape", extents);
  std::int64_t known = 1;
  for (std::size_t i = 0; i < extents.size(); ++i) {
    if (extents[i] == 0 && static_cast<int>(i) < x.rank()) extents[i] = x.shape()[static_cast<int>(i)];
    if (extents[i] != -1) known *= extents[i];
  }
  for (std::int64_t& extent : extents)
    if (extent == -1) extent = known ? x.size() / known : 0;
  return {reshape(x, shape_of(extents))};
}

Values read_expand(const OnnxCall& call) {
  Shape common;
  const std::vector<std::int64_t> extents = call.integers(1);
  check_extents("Expand", extents);
  const Shape wanted = shape_of(extents);
  if (!broadcast(call.array(0).shape(), wanted, common))
    fail("Expand: {} does not stretch to {}", to_string(call.array(0).shape()), to_string(wanted));
  return {broadcast_to(call.array(0), common)};
}

Values read_slice(const OnnxCall& call) {
  Array x = call.array(0);
  const std::vector<std::int64_t> begins = call.integers(1), ends = call.integers(2);
  std::vector<std::int64_t> axes, steps(begins.size(), 1);
  for (std::size_t i = 0; i < begins.size(); ++i) axes.push_back(static_cast<std::int64_t>(i));
  if (call.count() > 3) axes = call.integers(3);
  if (call.count() > 4) steps = call.integers(4);
  if (ends.size() != begins.size() || axes.size() != begins.size() || steps.size() != begins.size())
    fail("Slice: {} begins, {} ends, {} axes and {} steps", begins.size(), ends.size(), axes.size(), steps.size());
  for (std::size_t i = 0; i < begins.size(); ++i) {
    const std::int64_t extent = x.dim(static_cast<int>(axes[i]));
    auto place = [&](std::int64_t at) { return std::clamp<std::int64_t>(at < 0 ? at + extent : at, 0, extent); };
    x = slice(x, static_cast<int>(axes[i]), place(begins[i]), std::max(place(begins[i]), place(ends[i])), steps[i]);
  }
  return {x};
}

Values read_pad(const OnnxCall& call) {
  const std::vector<std::int64_t> widths = call.integers(1);
  check_extents("Pad", widths);
  const auto half = widths.begin() + static_cast<std::ptrdiff_t>(widths.size() / 2);
  const double value = call.count() > 2 ? item(call.array(2)) : 0;
  return {pad(call.array(0), {widths.begin(), half}, {half, widths.end()}, value)};
}

Values read_transpose(const OnnxCall& call) {
  const std::vector<std::int64_t> axes = call.attribute_integers("perm");
  return {permute(call.array(0), std::vector<int>(axes.begin(), axes.end()))};
}

Values read_cast(const OnnxCall& call) {
  return {cast(call.array(0), dtype_of_onnx(static_cast<int>(call.attribute("to", 0))))};
}

Values read_clip(const OnnxCall& call) { return {clip(call.array(0), call.array(1), call.array(2))}; }

Values read_where(const OnnxCall& call) { return {where(call.array(0), call.array(1), call.array(2))}; }

Values read_concat(const OnnxCall& call) {
  std::vector<Array> parts;
  for (std::size_t i = 0; i < call.count(); ++i) parts.push_back(call.array(i));
  return {concatenate(parts, static_cast<int>(call.attribute("axis", 0)))};
}

Values read_cumsum(const OnnxCall& call) {
  const Array& x = call.array(0);
  const int axis = static_cast<int>(call.integer(1));
  if (call.attribute("exclusive", 0)) fail("CumSum: exclusive sums can't be read");
  if (!call.attribute("reverse", 0)) return {cumsum(x, axis)};
  // From the end: the whole sum, without the running sum, with the element itself.
  return {sum(x, {axis}, /*keep_axes=*/true) - cumsum(x, axis) + x};
}

Values read_gather(const OnnxCall& call) {
  return {gather(call.array(0), call.array(1), static_cast<int>(call.attribute("axis", 0)))};
}

Values read_gather_elements(const OnnxCall& call) {
  return {take_along_axis(call.array(0), call.array(1), static_cast<int>(call.attribute("axis", 0)))};
}

Values read_scatter_elements(const OnnxCall& call) {
  return {
      scatter_add_along_axis(call.array(0), call.array(1), call.array(2), static_cast<int>(call.attribute("axis", 0)))};
}

Values read_one_hot(const OnnxCall& call) { return {one_hot(call.array(0), call.integer(1), call.array(2).dtype())}; }

Values read_top_k(const OnnxCall& call) {
  const Array& x = call.array(0);
  const int axis = static_cast<int>(call.attribute("axis", -1));
  const std::int64_t count = call.integers(1).at(0);
  const Array order = slice(argsort(x, axis, call.attribute("largest", 1)), axis, 0, count);
  return {take_along_axis(x, order, axis), order};
}

Values read_shape(const OnnxCall& call) {
  const Shape& shape = call.array(0).shape();
  return {Array(std::vector<std::int64_t>(shape.begin(), shape.end()), {shape.rank()})};
}

Values read_label_encoder(const OnnxCall& call) {
  const std::vector<std::int64_t> keys = call.attribute_integers("keys_int64s");
  const std::vector<std::string> names = call.attribute_strings("values_strings");
  if (keys.size() != names.size()) fail("LabelEncoder: {} keys for {} values", keys.size(), names.size());
  for (std::size_t i = 0; i < keys.size(); ++i)
    if (keys[i] != static_cast<std::int64_t>(i)) fail("LabelEncoder: its keys are not 0, 1, 2, …");
  return {Labels{call.array(0), names}};
}

Values read_one_hot_encoder(const OnnxCall&) {
  fail("OneHotEncoder: only columns of strings can be encoded");  // those are arguments of the graph
}

}  // namespace

const Array& OnnxCall::array(std::size_t i) const {
  if (i >= operands.size()) fail("{}: operand {} is missing", node.op_type(), i + 1);
  if (const Array* array = std::get_if<Array>(&operands[i])) return *array;
  fail("{}: operand {} holds strings; numbers are needed", node.op_type(), i + 1);
}

std::vector<std::int64_t> OnnxCall::integers(std::size_t i) const { return to_vector<std::int64_t>(array(i)); }

std::int64_t OnnxCall::integer(std::size_t i) const {
  const std::vector<std::int64_t> numbers = integers(i);
  if (numbers.size() != 1)
    fail("{}: operand {} holds {} numbers; one is needed", node.op_type(), i + 1, numbers.size());
  return numbers[0];
}

std::int64_t OnnxCall::attribute(const char* name, std::int64_t otherwise) const {
  for (const onnx::AttributeProto& attribute : node.attribute())
    if (attribute.name() == name) return attribute.i();
  return otherwise;
}

std::vector<std::int64_t> OnnxCall::attribute_integers(const char* name) const {
  for (const onnx::AttributeProto& attribute : node.attribute())
    if (attribute.name() == name) return {attribute.ints().begin(), attribute.ints().end()};
  return {};
}

std::vector<std::string> OnnxCall::attribute_strings(const char* name) const {
  for (const onnx::AttributeProto& attribute : node.attribute())
    if (attribute.name() == name) return {attribute.strings().begin(), attribute.strings().end()};
  return {};
}

DType dtype_of_onnx(int type) {
  switch (type) {
    case onnx::TensorProto::BOOL: return DType::boolean;
    case onnx::TensorProto::UINT8: return DType::u8;
    case onnx::TensorProto::INT32: return DType::i32;
    case onnx::TensorProto::INT64: return DType::i64;
    case onnx::TensorProto::BFLOAT16: return DType::bf16;
    case onnx::TensorProto::FLOAT: return DType::f32;
    case onnx::TensorProto::DOUBLE: return DType::f64;
    default: fail("ONNX's element type {} can't be read", type);
  }
}

const std::map<std::string_view, ReadOperator>& onnx_operators() {
  static const std::map<std::string_view, ReadOperator> table = {
      {"Abs", unary<abs>},
      {"Acos", unary<acos>},
      {"Acosh", unary<acosh>},
      {"Add", binary<add>},
      {"And", binary<logical_and>},
      {"ArgMax", index_along_axis<argmax>},
      {"ArgMin", index_along_axis<argmin>},
      {"Asin", unary<asin>},
      {"Asinh", unary<asinh>},
      {"Atan", unary<atan>},
      {"Atanh", unary<atanh>},
      {"Cast", read_cast},
      {"Ceil", unary<ceil>},
      {"Clip", read_clip},
      {"Concat", read_concat},
      {"Cos", unary<cos>},
      {"Cosh", unary<cosh>},
      {"CumSum", read_cumsum},
      {"Div", binary<divide>},
      {"Elu", unary<elu>},
      {"Equal", binary<equal>},
      {"Erf", unary<erf>},
      {"Exp", unary<exp>},
      {"Expand", read_expand},
      {"Floor", unary<floor>},
      {"Gather", read_gather},
      {"GatherElements", read_gather_elements},
      {"Greater", binary<greater>},
      {"GreaterOrEqual", binary<greater_equal>},
      {"HardSwish", unary<hard_swish>},
      {"Identity", unary<identity>},
      {"IsNaN", unary<is_nan>},
      {"LabelEncoder", read_label_encoder},
      {"Less", binary<less>},
      {"LessOrEqual", binary<less_equal>},
      {"Log", unary<log>},
      {"LogSoftmax", along_axis<log_softmax>},
      {"MatMul", binary<matmul>},
      {"Max", variadic<maximum>},
      {"Min", variadic<minimum>},
      {"Mul", binary<multiply>},
      {"Neg", unary<negative>},
      {"Not", unary<logical_not>},
      {"OneHot", read_one_hot},
      {"OneHotEncoder", read_one_hot_encoder},
      {"Or", binary<logical_or>},
      {"Pad", read_pad},
      {"Pow", binary<power>},
      {"Reciprocal", unary<reciprocal>},
      {"ReduceMax", reduction<max>},
      {"ReduceMin", reduction<min>},
      {"ReduceProd", reduction<prod>},
      {"ReduceSum", reduction<sum>},
      {"Relu", unary<relu>},
      {"Reshape", read_reshape},
      {"Round", unary<round>},
      {"ScatterElements", read_scatter_elements},
      {"Selu", unary<selu>},
      {"Shape", read_shape},
      {"Sigmoid", unary<sigmoid>},
      {"Sign", unary<sign>},
      {"Sin", unary<sin>},
      {"Sinh", unary<sinh>},
      {"Slice", read_slice},
      {"Softmax", along_axis<softmax>},
      {"Softplus", unary<softplus>},
      {"Softsign", unary<softsign>},
      {"Sqrt", unary<sqrt>},
      {"Sub", binary<subtract>},
      {"Tan", unary<tan>},
      {"Tanh", unary<tanh>},
      {"TopK", read_top_k},
      {"Transpose", read_transpose},
      {"Where", read_where},
  };
  return table;
}

}  // namespace ansatz
