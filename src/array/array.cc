#include "ansatz/array.h"

#include <cstring>

#include "array/convert.h"
#include "array/node.h"
#include "base/fail.h"

namespace ansatz {
namespace {

template <class T>
std::shared_ptr<Node> scalar_node(T value, DType type, bool weak) {
  auto node = make_node();
  node->type.dtype = type;
  node->data = std::make_shared<Buffer>(size_of(type));
  convert(&value, dtype_of<T>, node->data->data(), type, 1);
  node->weak = weak;
  return node;
}

}  // namespace

Array::Array() : Array(0.0) {}
Array::Array(double value) : node_(scalar_node(value, DType::f32, true)) {
  // The double itself is kept beside the f32, so that meeting an f64 array loses nothing.
  node_->attributes.numbers = {value};
}
Array::Array(float value) : Array(static_cast<double>(value)) {}
Array::Array(int value) : Array(static_cast<std::int64_t>(value)) {}
Array::Array(std::int64_t value) : node_(scalar_node(value, DType::i64, true)) {
  node_->attributes.integers = {value};
}
Array::Array(bool value) : node_(scalar_node(value, DType::boolean, false)) {}

Array::Array(const void* values, std::size_t count, DType type, const Shape& shape) {
  if (static_cast<std::int64_t>(count) != shape.size())
    fail("Array: {} values do not fill the shape {} of {} elements", count, to_string(shape), shape.size());
  node_ = make_node();
  node_->type = {shape, type};
  node_->data = std::make_shared<Buffer>(count * size_of(type));
  if (count) std::memcpy(node_->data->data(), values, count * size_of(type));
}

Array::Array(std::initializer_list<double> values, const Shape& shape, DType type) {
  if (static_cast<std::int64_t>(values.size()) != shape.size())
    fail("Array: {} values do not fill the shape {} of {} elements", values.size(), to_string(shape), shape.size());
  node_ = make_node();
  node_->type = {shape, type};
  node_->data = std::make_shared<Buffer>(values.size() * size_of(type));
  convert(values.begin(), DType::f64, node_->data->data(), type, shape.size());
}

const Shape& Array::shape() const { return node_->type.shape; }
DType Array::dtype() const { return node_->type.dtype; }

std::int64_t Array::dim(int axis) const {
  const int wrapped = axis < 0 ? axis + rank() : axis;
  if (wrapped < 0 || wrapped >= rank()) fail("dim: {} has no axis {}", to_string(shape()), axis);
  return shape()[wrapped];
}

Array placeholder(const Type& type) {
  auto node = make_node();
  node->type = type;
  node->traced = true;
  return Array(std::move(node));
}

Array leaf(BufferPointer data, const Type& type) {
  auto node = make_node();
  node->type = type;
  node->data = std::move(data);
  return Array(std::move(node));
}

Array convert_scalar(const Array& scalar, DType type) {
  const Node& from = *scalar.node();
  if (!from.attributes.numbers.empty()) return Array(scalar_node(from.attributes.numbers[0], type, false));
  if (!from.attributes.integers.empty()) return Array(scalar_node(from.attributes.integers[0], type, false));
  return Array(scalar_node(scalar_value(from), type, false));
}

double scalar_value(const Node& node) {
  double value = 0;
  convert(node.data->data(), node.type.dtype, &value, DType::f64, 1);
  return value;
}

}  // namespace ansatz
