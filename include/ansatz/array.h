// Array: a value that is either numbers or the record of how to get them.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "ansatz/dtype.h"
#include "ansatz/shape.h"

namespace ansatz {

struct Node;

/// An n-dimensional array of numbers, row-major. A cheap value: copying copies a handle, and an array never changes
/// under its owner. Operations (ansatz/operations.h) only record; asking for numbers (`eval`, `item`, `to_vector`,
/// ansatz/run.h) computes them.
class Array {
 public:
  /// The scalar 0.
  Array();

  /// A number. It takes the type of the array that it meets: `x * 0.5` has the type of `x`; alone it is f32
  /// (a boolean stays a boolean, and an integer alone is i64).
  Array(double value);
  Array(float value);
  Array(int value);
  Array(std::int64_t value);
  Array(bool value);

  /// Copies `values` (row-major) into an array of the given shape. Throws `Error` when the counts differ.
  template <class T>
  Array(std::span<const T> values, const Shape& shape) : Array(values.data(), values.size(), dtype_of<T>, shape) {}
  template <class T>
  Array(const std::vector<T>& values, const Shape& shape) : Array(values.data(), values.size(), dtype_of<T>, shape) {}
  /// Small arrays in place: `Array({1, 2, 3, 4}, {2, 2})`; f32 unless said otherwise.
  Array(std::initializer_list<double> values, const Shape& shape, DType type = DType::f32);

  const Shape& shape() const;
  DType dtype() const;
  int rank() const { return shape().rank(); }
  std::int64_t size() const { return shape().size(); }
  /// The extent of a dimension; negative axes count from the end. Throws `Error` when there is no such axis.
  std::int64_t dim(int axis) const;

  /// The node behind this handle: for code that walks graphs.
  const std::shared_ptr<Node>& node() const { return node_; }
  explicit Array(std::shared_ptr<Node> node) : node_(std::move(node)) {}

 private:
  Array(const void* values, std::size_t count, DType type, const Shape& shape);
  std::shared_ptr<Node> node_;
};

}  // namespace ansatz
