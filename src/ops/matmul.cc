#include <algorithm>

#include "ansatz/operations.h"
#include "array/convert.h"
#include "base/fail.h"
#include "ops/elementwise.h"
#include "ops/known.h"

namespace ansatz {
namespace {

Shape batch_of(const Shape& shape) {
  Shape batch = shape;
  batch.erase(batch.rank() - 1);
  batch.erase(batch.rank() - 1);
  return batch;
}

Type infer(std::span<const Array> inputs, const Attributes&) {
  const Shape &a = inputs[0].shape(), &b = inputs[1].shape();
  Shape shape;
  if (a.rank() < 2 || b.rank() < 2 || a.back(0) != b.back(1) || !broadcast(batch_of(a), batch_of(b), shape))
    fail("matmul: {} and {} do not fit; the shapes must be [..., m, k] and [..., k, n]", to_string(a), to_string(b));
  shape.push_back(a.back(1));
  shape.push_back(b.back(0));
  return {shape, inputs[0].dtype()};
}

std::vector<Array> gradient(const Array&, std::span<const Array> x, const Attributes&, const Array& dy) {
  const Array &a = x[0], &b = x[1];
  // Rows of all batches against one matrix are one product (b has no batch).
  if (b.rank() == 2 && a.rank() > 2) {
    const Array rows = reshape(a, {a.size() / a.shape().back(), a.shape().back()});
    const Array dy_rows = reshape(dy, {dy.size() / dy.shape().back(), dy.shape().back()});
    return {reshape(matmul(dy_rows, transpose(b)), a.shape()), matmul(transpose(rows), dy_rows)};
  }
  return {sum_to(matmul(dy, transpose(b)), a.shape()), sum_to(matmul(transpose(a), dy), b.shape())};
}

template <class T>
void multiply_matrices(const T* a, const T* b, T* c, std::int64_t m, std::int64_t n, std::int64_t k) {
  using Sum = std::conditional_t<std::is_same_v<T, float>, double, T>;
  constexpr std::int64_t width = 256;  // columns at a time
  Sum row[width];
  for (std::int64_t i = 0; i < m; ++i)
    for (std::int64_t first = 0; first < n; first += width) {
      const std::int64_t count = std::min(width, n - first);
      std::fill(row, row + count, Sum{0});
      for (std::int64_t p = 0; p < k; ++p) {
        const Sum factor = static_cast<Sum>(a[i * k + p]);
        for (std::int64_t j = 0; j < count; ++j) row[j] += factor * static_cast<Sum>(b[p * n + first + j]);
      }
      for (std::int64_t j = 0; j < count; ++j) c[i * n + first + j] = static_cast<T>(row[j]);
    }
}

void evaluate(const Evaluation& call) {
  const Shape &a = *call.inputs[0].shape, &b = *call.inputs[1].shape, &c = call.type.shape;
  const std::int64_t m = a.back(1), k = a.back(0), n = b.back(0);
  const Shape batch = batch_of(c);
  // The place of a batch in an operand that may repeat along some of the batch's dimensions.
  auto place = [&](const Shape& shape, std::int64_t flat) {
    std::int64_t result = 0, step = 1;
    for (int i = batch.rank() - 1, j = shape.rank() - 3; i >= 0; --i, --j) {
      const std::int64_t index = flat % batch[i];
      flat /= batch[i];
      if (j < 0) continue;
      if (shape[j] != 1) result += index * step;
      step *= shape[j];
    }
    return result;
  };
  with_type(call.type.dtype, [&](auto tag) {
    using T = decltype(tag);
    if constexpr (std::is_arithmetic_v<T> && !std::is_same_v<T, bool>) {
      for (std::int64_t i = 0; i < batch.size(); ++i)
        multiply_matrices(call.inputs[0].as<T>() + place(a, i) * m * k, call.inputs[1].as<T>() + place(b, i) * k * n,
                          static_cast<T*>(call.output) + i * m * n, m, n, k);
    } else {
      fail("matmul: {} is no number type to multiply in; cast to f32 first", name_of(call.type.dtype));
    }
  });
}

}  // namespace

const Operation matmul_operation{"matmul", Kind::general, infer, gradient, evaluate, "MatMul"};

/// The matrix product over the last two dimensions: [..., m, k] · [..., k, n] is [..., m, n]; the leading ones are
/// batches and broadcast. A vector [k] on the left or right counts as one row or one column, which disappears again.
Array matmul(const Array& a, const Array& b) {
  if (a.rank() == 1 && b.rank() >= 1) {
    const Array product = matmul(reshape(a, {1, a.shape()[0]}), b.rank() == 1 ? reshape(b, {b.size(), 1}) : b);
    Shape shape = product.shape();
    shape.erase(shape.rank() - 2);
    if (b.rank() == 1) shape.erase(shape.rank() - 1);
    return reshape(product, shape);
  }
  if (b.rank() == 1 && a.rank() >= 2) {
    const Array product = matmul(a, reshape(b, {b.size(), 1}));
    Shape shape = product.shape();
    shape.erase(shape.rank() - 1);
    return reshape(product, shape);
  }
  std::vector<Array> operands{a, b};
  promote(operands, 0, false, false);
  return record(matmul_operation, std::move(operands));
}

}  // namespace ansatz
