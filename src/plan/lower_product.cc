#include "ops/axes.h"
#include "plan/lower.h"
#include "plan/strides.h"

namespace ansatz::plan {
namespace {

// A matrix that the GEMM can read: one of the strides is 1, none is 0. What a dimension of extent 1 says is put right.
bool is_readable(const Shape& shape, Shape& strides) {
  const int column = shape.rank() - 1, row = column - 1;
  if (shape[column] <= 1)
    strides[column] = 1;
  else if (shape[row] <= 1 && strides[column] != 1)
    strides[row] = 1;
  const bool repeats = strides[column] == 0 || (shape[row] > 1 && strides[row] == 0);
  return !repeats && (strides[column] == 1 || strides[row] == 1);
}

Place readable_place(const Lowering& l, int input) {
  const Shape& shape = l.graph.vertices[input].type.shape;
  Place place = l.memory.of(input);
  if (is_readable(shape, place.strides)) return place;
  place = l.memory.copy_of(input);
  is_readable(shape, place.strides);
  return place;
}

// Strides of the operand under the dimensions of the product, whose last two are the operand's own.
Shape batched_strides(const Place& place, const Shape& shape, const Shape& product) {
  Shape batch = product;
  batch[batch.rank() - 2] = shape.back(1);
  batch[batch.rank() - 1] = shape.back(0);
  Shape strides = stretched_strides(place.strides, shape, batch);
  strides[batch.rank() - 2] = place.strides.back(1);
  strides[batch.rank() - 1] = place.strides.back(0);
  return strides;
}

// The first `batches` numbers, and two more.
Shape with_matrix(const Shape& numbers, int batches, std::int64_t row, std::int64_t column) {
  Shape result;
  for (int i = 0; i < batches; ++i) result.push_back(numbers[i]);
  result.push_back(row);
  result.push_back(column);
  return result;
}

}  // namespace

void lower_product(const Lowering& l, int v, Task& task) {
  const Vertex& vertex = l.graph.vertices[v];
  const Shape& product = vertex.type.shape;
  const Shape& a_shape = l.graph.vertices[vertex.inputs[0]].type.shape;
  const Shape& b_shape = l.graph.vertices[vertex.inputs[1]].type.shape;
  const Place a = readable_place(l, vertex.inputs[0]), b = readable_place(l, vertex.inputs[1]);
  const Shape a_strides = batched_strides(a, a_shape, product), b_strides = batched_strides(b, b_shape, product);

  // Rows of neighbouring batches that meet one right operand are one product.
  int batches = product.rank() - 2;
  std::int64_t rows = product.back(1), row_stride = a_strides.back(1);
  for (; batches > 0; --batches) {
    const int i = batches - 1;
    if (product[i] != 1) {
      const std::int64_t step = rows == 1 ? a_strides[i] : row_stride;
      if (b_strides[i] != 0 || a_strides[i] != step * rows || step == 0) break;
      if (step != 1 && a_strides.back() != 1) break;
      row_stride = step;
    }
    rows *= product[i];
  }
  const std::int64_t columns = product.back(), depth = a_shape.back();
  auto operand = [&](const Place& place, const Shape& strides, std::int64_t row, std::int64_t matrix_rows,
                     std::int64_t matrix_columns) {
    return PlacedOperand{{place.buffer, place.offset, with_matrix(strides, batches, row, strides.back())},
                         {with_matrix(product, batches, matrix_rows, matrix_columns), DType::f32}};
  };
  task.inputs = {operand(a, a_strides, row_stride, rows, depth),
                 operand(b, b_strides, b_strides.back(1), depth, columns)};
  const Place place = l.memory.destination(v);
  task.output = operand(place, place.strides, columns, rows, columns);
}

}  // namespace ansatz::plan
