#include "ansatz/operations.h"
#include "array/node.h"

namespace ansatz {

/// An array of one value.
Array full(const Shape& shape, double value, DType type /*= DType::f32*/) {
  return broadcast_to(convert_scalar(Array(value), type), shape);
}

/// Zeros.
Array zeros(const Shape& shape, DType type /*= DType::f32*/) { return full(shape, 0, type); }

/// Ones.
Array ones(const Shape& shape, DType type /*= DType::f32*/) { return full(shape, 1, type); }

/// Zeros of the shape and type of x.
Array zeros_like(const Array& x) { return full(x.shape(), 0, x.dtype()); }

/// Ones of the shape and type of x.
Array ones_like(const Array& x) { return full(x.shape(), 1, x.dtype()); }

}  // namespace ansatz
