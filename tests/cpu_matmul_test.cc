// Products of batches as plans run them: against the plain kernel in double, at odd sizes, with and without a chain.
#include "ansatz/compile.h"
#include "tests/instruction_sets.h"

namespace ansatz {
namespace {

using Arrays = std::vector<Array>;

// Of a sum of so many products.
double tolerance(std::int64_t terms) { return 1e-6 * std::max(1.0, static_cast<double>(terms) / 8); }

std::string plan_of(const Arrays& x, const std::function<Array(const Arrays&)>& f) {
  Compiled compiled([&](const Arrays& v) { return Arrays{f(v)}; });
  compiled(x);
  return compiled.plan();
}
int count(const std::string& text, const std::string& part) {
  int found = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; ++at) ++found;
  return found;
}

TEST(BatchedMatmul, BroadcastsBatches) {
  Random random;
  const struct {
    Shape a, b;
  } cases[] = {
      {{3, 5, 7}, {3, 7, 4}},
      {{1, 5, 7}, {3, 7, 4}},
      {{5, 7}, {3, 7, 4}},
      {{3, 5, 7}, {7, 4}},
      {{2, 1, 5, 7}, {3, 7, 4}},
      {{2, 3, 1, 7}, {2, 3, 7, 1}},
      {{2, 3, 33, 17}, {1, 3, 17, 9}},
      {{65, 1, 64}, {65, 64, 33}},
      {{70, 3, 3}, {70, 3, 3}},
      {{2, 1, 4, 6}, {1, 5, 6, 1}},
      {{4, 130, 70}, {4, 70, 129}},
      {{9, 40, 300}, {9, 300, 50}},
      {{2, 0, 3}, {2, 3, 4}},
      {{2, 3, 0}, {2, 0, 4}},
      {{0, 3, 2}, {0, 2, 4}},
      {{3, 1, 1}, {3, 1, 5}},
      {{3, 17, 1}, {3, 1, 5}},
      {{2, 2, 2, 3, 4}, {2, 1, 4, 5}},
  };
  for (const auto& [a, b] : cases) {
    const Arrays x = {random.array(a, -2, 2, DType::f32), random.array(b, -2, 2, DType::f32)};
    const std::string what = to_string(a) + to_string(b);
    const double error = tolerance(a.back());
    expect_reference(what, x, error, [](const Arrays& v) { return matmul(v[0], v[1]); });
    expect_reference(what + " and a chain", x, error, [](const Arrays& v) {
      return tanh(matmul(v[0], v[1]) * 0.1 + (v[1].dim(-2) ? slice(v[1], -2, 0, 1) : Array(1.0)));
    });
  }
}

TEST(BatchedMatmul, ReadsViewsByTheirStrides) {
  Random random;
  const Array x = random.array({2, 9, 3, 11}, -1, 1, DType::f32);  // batch, time, head, feature
  auto heads = [](const Array& v) { return permute(v, {0, 2, 1, 3}); };
  auto scores = [&](const Arrays& v) { return matmul(heads(v[0]), transpose(heads(v[0]))); };
  expect_reference("q kT", {x}, tolerance(11), scores);
  const std::string plan = plan_of({x}, scores);
  EXPECT_EQ(count(plan, "copy"), 0) << plan;
  expect_reference("a v", {x}, tolerance(11), [&](const Arrays& v) { return matmul(scores(v), heads(v[0])); });
  expect_reference("sliced", {x}, tolerance(11),
                   [&](const Arrays& v) { return matmul(slice(v[0], 3, 1, 8), transpose(slice(v[0], 3, 2, 9))); });
  expect_reference("every second", {x}, tolerance(11), [&](const Arrays& v) {
    return matmul(slice(v[0], 3, 0, 10, 2), transpose(slice(v[0], 3, 1, 11, 2)));
  });
  expect_reference("repeated", {x}, tolerance(11), [&](const Arrays& v) {
    return matmul(broadcast_to(slice(v[0], 2, 0, 1), {2, 9, 3, 11}), transpose(v[0]));
  });
}

// What stands behind the products of attention: a scale, a mask that all batches share, a bias of each head.
TEST(BatchedMatmul, ChainsFollowTheBatch) {
  Random random;
  for (const std::int64_t batch : {1, 2, 5, 40}) {
    const Arrays x = {
        random.array({batch, 3, 13, 8}, -1, 1, DType::f32), random.array({batch, 3, 8, 21}, -1, 1, DType::f32),
        random.array({13, 21}, -1, 1, DType::f32),          random.array({3, 1, 1}, -1, 1, DType::f32),
        random.array({batch, 1, 13, 1}, -1, 1, DType::f32), random.array({13, 21}, -1, 1, DType::f32) > 0.0};
    auto f = [](const Arrays& v) {
      const Array product = matmul(v[0], v[1]) * 0.3;
      return where(v[5], product + v[2], relu(product * v[3])) - v[4] + tanh(product);
    };
    expect_reference("batch " + std::to_string(batch), x, tolerance(8), f);
    const std::string plan = plan_of(x, f);
    EXPECT_EQ(count(plan, "\n"), 2) << plan;  // one task
  }
}

TEST(BatchedMatmul, ColumnsAndRows) {
  Random random;
  for (const std::int64_t m : {1, 2, 19})
    for (const std::int64_t n : {1, 2, 19})
      for (const std::int64_t k : {1, 5, 40}) {
        const Arrays x = {random.array({12, m, k}, -1, 1, DType::f32), random.array({12, n, k}, -1, 1, DType::f32),
                          random.array({12, m, 1}, -1, 1, DType::f32)};
        const std::string what = to_string(Shape{m, n, k});
        const double error = tolerance(k);
        expect_reference(what, x, error, [](const Arrays& v) { return matmul(v[0], transpose(v[1])) + v[2]; });
        expect_reference(what + " turned", x, error,
                         [](const Arrays& v) { return relu(transpose(matmul(v[1], transpose(v[0])))) - v[2]; });
      }
}

TEST(BatchedMatmul, FewLargeProducts) {
  Random random;
  const Arrays x = {random.array({3, 150, 120}, -1, 1, DType::f32), random.array({3, 120, 170}, -1, 1, DType::f32),
                    random.array({3, 150, 170}, -1, 1, DType::f32), random.array({170}, -1, 1, DType::f32)};
  expect_reference("3 products", x, tolerance(120),
                   [](const Arrays& v) { return relu(matmul(v[0], v[1]) + v[2]) * v[3]; });
}

TEST(BatchedMatmul, HasGradients) {
  Random random;
  auto attention = [](const Arrays& v) {
    const Array weights = softmax(matmul(v[0], transpose(v[1])) * 0.5, -1);
    return sum(square(matmul(weights, v[2])));
  };
  const Arrays x = {random.array({2, 3, 5, 4}, -1, 1, DType::f32), random.array({2, 1, 7, 4}, -1, 1, DType::f32),
                    random.array({3, 7, 6}, -1, 1, DType::f32)};
  for (int i : {0, 1, 2})
    expect_reference("by operand " + std::to_string(i), x, tolerance(8),
                     [&](const Arrays& v) { return grad(attention)(v)[i]; });
}

}  // namespace
}  // namespace ansatz
