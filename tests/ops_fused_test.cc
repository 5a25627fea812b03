// Random graphs of operations: what `eval` plans and fuses against the plain interpreter, operation by operation.
#include "ansatz/grad.h"
#include "ops/elementwise.h"
#include "tests/arrays.h"

namespace ansatz {
namespace {

// Grows a graph by operations on arrays that are there. Values stay within [-3, 3] or so: what grows is bounded again.
class RandomGraph {
 public:
  RandomGraph(unsigned seed, DType type) : engine_(seed) {
    const std::int64_t rows = pick({1, 3, 8, 33}), columns = pick({1, 5, 16, 67});
    Random random(seed);
    for (const Shape& shape : {Shape{rows, columns}, {rows, columns}, {columns}, {rows, 1}, {}})
      arrays_.push_back(random.array(shape, -2, 2, type));
  }

  const std::vector<Array>& arrays() const { return arrays_; }
  std::vector<Array> grow(std::vector<Array> arrays, int steps) {
    for (int i = 0; i < steps; ++i) arrays.push_back(step(arrays));
    return arrays;
  }

 private:
  std::int64_t pick(std::initializer_list<std::int64_t> choices) { return choices.begin()[engine_() % choices.size()]; }
  const Array& any(const std::vector<Array>& arrays) {
    // The latest are preferred, so that graphs grow deep.
    const std::size_t back = std::min(engine_() % arrays.size(), engine_() % arrays.size());
    return arrays[arrays.size() - 1 - back];
  }
  // An array that broadcasts with x, to x's shape or a larger one.
  const Array& fitting(const std::vector<Array>& arrays, const Array& x) {
    Shape common;
    for (int attempt = 0; attempt < 20; ++attempt)
      if (const Array& y = any(arrays); broadcast(x.shape(), y.shape(), common)) return y;
    return x;
  }

  Array step(const std::vector<Array>& arrays) {
    const Array x = any(arrays);
    switch (engine_() % 20) {
      case 0: return tanh(x * 1.5);
      case 1: return sin(x);
      case 2: return exp(minimum(x, 1.0));
      case 3: return sigmoid(x) - 0.5;
      case 4: return relu(x);
      case 5: return sqrt(abs(x) + 0.1);
      case 6: return tanh(x + fitting(arrays, x));
      case 7: return tanh(x * fitting(arrays, x));
      case 8: return maximum(x, fitting(arrays, x));
      case 9: {
        const Array& y = fitting(arrays, x);
        return where(x > y, x - y, (y - x) * 0.5);  // continuous: a rounding does not decide
      }
      case 10: return x / (square(fitting(arrays, x)) + 1.0);
      case 11: return lerp(x, fitting(arrays, x), 0.25);
      case 12: return x.rank() ? mean(x, {-1}, true) : -x;
      case 13: return x.rank() ? tanh(sum(x, {0})) : softplus(x) * 0.5;
      case 14: return x.rank() == 2 ? transpose(transpose(x) + 0.25) : gelu(x);
      case 15: return x.rank() == 2 ? reshape(reshape(x, {x.size()}) * 0.5, x.shape()) : silu(x);
      case 16: return x.rank() && x.dim(-1) > 2 ? pad(slice(x, -1, 1, x.dim(-1)), front(x), back(x)) : identity(x);
      case 17: return x.rank() ? softmax(x) : stop_gradient(x);
      case 18: return x.rank() == 2 ? tanh(matmul(matmul(x, transpose(x)), x) * 0.1) : -x;
      default: return max(x) - x * 0.5;
    }
  }
  static std::vector<std::int64_t> front(const Array& x) { return std::vector<std::int64_t>(x.rank(), 0); }
  static std::vector<std::int64_t> back(const Array& x) {
    std::vector<std::int64_t> widths(x.rank(), 0);
    widths.back() = 1;
    return widths;
  }

  std::mt19937 engine_;
  std::vector<Array> arrays_;
};

// The numbers of all arrays from the interpreter.
std::vector<std::vector<double>> references(const std::vector<Array>& arrays) {
  const std::vector<BufferPointer> numbers = interpret(arrays);
  std::vector<std::vector<double>> result;
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    result.emplace_back(arrays[i].size());
    convert(numbers[i]->data(), arrays[i].dtype(), result.back().data(), DType::f64, arrays[i].size());
  }
  return result;
}

// The largest difference, relative to numbers above 1; infinite where only one of two is a number.
double difference(const std::vector<Array>& arrays, const std::vector<std::vector<double>>& expected) {
  double worst = 0;
  eval(arrays);
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    const std::vector<double> values = to_vector<double>(arrays[i]);
    for (std::size_t j = 0; j < values.size(); ++j)
      if (!close(values[j], expected[i][j], 0))
        worst = std::max(worst, std::isfinite(values[j] - expected[i][j])
                                    ? std::abs(values[j] - expected[i][j]) / std::max(1.0, std::abs(expected[i][j]))
                                    : INFINITY);
  }
  return worst;
}

// In f64 a plan runs the plain kernels: what differs is an error of the planner. In f32 it runs the fused chains.
class Fused : public testing::TestWithParam<DType> {
 protected:
  double tolerance() const { return GetParam() == DType::f64 ? 1e-12 : 1e-3; }
};
INSTANTIATE_TEST_SUITE_P(Types, Fused, testing::Values(DType::f32, DType::f64),
                         [](const auto& type) { return std::string(name_of(type.param)); });

TEST_P(Fused, AgreesWithTheInterpreter) {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    RandomGraph graph(seed, GetParam());
    const std::vector<Array> all = graph.grow(graph.arrays(), 12);
    // Some inner arrays are asked for too, so a chain has several results.
    std::vector<Array> outputs;
    for (std::size_t i = 5; i < all.size(); ++i)
      if (i + 1 == all.size() || (i * seed) % 3 == 0) outputs.push_back(all[i]);
    const auto expected = references(outputs);
    ASSERT_LT(difference(outputs, expected), tolerance()) << "seed " << seed;
  }
}

TEST_P(Fused, GradientsAgreeWithTheInterpreter) {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    RandomGraph graph(seed, GetParam());
    const std::vector<Array> parts = grad([&](const std::vector<Array>& x) {
      const std::vector<Array> all = graph.grow(x, 10);
      Array total = mean(all[5]);
      for (std::size_t i = 6; i < all.size(); ++i) total = total + mean(all[i]);
      return total;
    })(graph.arrays());
    const auto expected = references(parts);
    ASSERT_LT(difference(parts, expected), tolerance()) << "seed " << seed;
  }
}

// A small product's tiles go on into their chain without being written; that must not depend on its shape.
TEST(Plans, NarrowProductsGoOnIntoTheirChains) {
  Random random(7);
  for (std::int64_t m : {2, 8, 33})
    for (std::int64_t n : {2, 5, 16, 17, 40})
      for (std::int64_t k : {1, 2, 16, 63})
        for (int transposed = 0; transposed < 4; ++transposed) {
          const Array a = transposed & 1 ? transpose(random.array({k, m}, -1, 1)) : random.array({m, k}, -1, 1);
          const Array b = transposed & 2 ? transpose(random.array({n, k}, -1, 1)) : random.array({k, n}, -1, 1);
          const Array bias = random.array({n}, -1, 1), mask = random.array({m, n}, -1, 1);
          const Array product = matmul(a, b);
          const std::vector<std::vector<Array>> cases = {
              {tanh(product + bias)},
              {mask * (product - square(mask))},
              {where(mask > 0.0, product, product * 0.5) + sin(product)},
              {relu(product), product},
          };
          for (std::size_t i = 0; i < cases.size(); ++i) {
            const auto expected = references(cases[i]);
            ASSERT_LT(difference(cases[i], expected), 1e-4)
                << m << 'x' << n << 'x' << k << ", transposed " << transposed << ", case " << i;
          }
        }
}

TEST(Plans, TranspositionsCancelInPairs) {
  Array x = reshape(arange(0, 6, 1, DType::f32), {2, 3}) + 0.5;
  for (int i = 0; i < 3; ++i) x = transpose(x);
  expect_array(x, {3, 2}, {0.5, 3.5, 1.5, 4.5, 2.5, 5.5});
}

}  // namespace
}  // namespace ansatz
