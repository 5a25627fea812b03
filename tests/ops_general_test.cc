// The operations that are no formulas: values by hand, gradients by finite differences, messages word for word.
#include "ansatz/grad.h"
#include "tests/arrays.h"
#include "tests/golden.h"

namespace ansatz {
namespace {

using Arrays = std::vector<Array>;

Array numbers(const Shape& shape, DType type = DType::f32) {
  return reshape(arange(0, static_cast<double>(shape.size()), 1, type), shape);
}
Array indices(std::initializer_list<double> values, const Shape& shape) { return Array(values, shape, DType::i64); }

// The gradient of f at random numbers of the shapes.
double gradient_error_at(const std::vector<Shape>& shapes, const std::function<Array(const Arrays&)>& f) {
  Random random;
  Arrays x;
  for (const Shape& shape : shapes) x.push_back(random.array(shape));
  return gradient_error(f, x);
}

TEST(Slice, TakesEveryStepth) {
  expect_array(slice(numbers({2, 5}), 1, 1, 4), {2, 3}, {1, 2, 3, 6, 7, 8});
  expect_array(slice(numbers({2, 5}), 1, 0, 5, 2), {2, 3}, {0, 2, 4, 5, 7, 9});
  expect_array(slice(numbers({5}), 0, -2, 5), {2}, {3, 4});
  expect_array(slice(numbers({5}), 0, 2, 2), {0}, {});
  expect_array(select(numbers({2, 3}), 1, -1), {2}, {2, 5});
  const Arrays parts = split(numbers({5, 2}), {2, 0, 3});
  expect_array(parts[0], {2, 2}, {0, 1, 2, 3});
  expect_array(parts[1], {0, 2}, {});
  expect_array(parts[2], {3, 2}, {4, 5, 6, 7, 8, 9});
  for (int step : {1, 2, 3})
    EXPECT_LT(gradient_error_at({{3, 8}}, [&](const Arrays& v) { return square(slice(v[0], 1, 1, 7, step)); }), 1e-8);
}

TEST(Slice, NamesWhatLeavesTheArray) {
  EXPECT_EQ(error_of([] { slice(zeros({2, 5}), 1, 3, 6); }), "slice: [3, 6) is no range within axis 1 of [2, 5]");
  EXPECT_EQ(error_of([] { slice(zeros({5}), 0, 0, 5, 0); }), "slice: the step 0 is not positive");
  EXPECT_EQ(error_of([] { slice(zeros({5}), 1, 0, 5); }), "slice: there is no axis 1 in an array of 1 dimensions");
  EXPECT_EQ(error_of([] { select(zeros({2, 5}), 0, 2); }), "select: axis 0 of [2, 5] has no index 2");
  EXPECT_EQ(error_of([] { split(zeros({5}), {2, 2}); }), "split: the sizes add up to 4, but axis 0 of [5] has 5");
}

TEST(Reshape, KeepsTheOrder) {
  expect_array(reshape(numbers({2, 3}), {3, 2}), {3, 2}, {0, 1, 2, 3, 4, 5});
  expect_array(flatten(numbers({2, 1, 3}), 1), {2, 3}, {0, 1, 2, 3, 4, 5});
  expect_array(unsqueeze(numbers({2}), -1), {2, 1}, {0, 1});
  expect_array(squeeze(numbers({2, 1}), 1), {2}, {0, 1});
  EXPECT_LT(gradient_error_at({{2, 3}}, [](const Arrays& v) { return square(reshape(v[0], {6})); }), 1e-8);
  EXPECT_EQ(error_of([] { reshape(zeros({2, 3}), {4}); }), "reshape: [2, 3] has 6 elements, [4] has 4");
  EXPECT_EQ(error_of([] { squeeze(zeros({2, 3}), 0); }), "squeeze: axis 0 of [2, 3] has an extent other than 1");
}

TEST(Permute, MovesAxes) {
  expect_array(transpose(numbers({2, 3})), {3, 2}, {0, 3, 1, 4, 2, 5});
  expect_array(permute(numbers({2, 1, 3}), {2, 0, 1}), {3, 2, 1}, {0, 3, 1, 4, 2, 5});
  EXPECT_LT(gradient_error_at({{2, 3, 4}}, [](const Arrays& v) { return square(permute(v[0], {1, 2, 0})); }), 1e-8);
  EXPECT_EQ(error_of([] { permute(zeros({2, 3}), {0, 0}); }), "permute: the axis 0 is named twice");
}

TEST(BroadcastTo, Repeats) {
  expect_array(broadcast_to(numbers({2, 1}), {2, 2, 2}), {2, 2, 2}, {0, 0, 1, 1, 0, 0, 1, 1});
  EXPECT_LT(gradient_error_at({{2, 1}}, [](const Arrays& v) { return square(broadcast_to(v[0], {3, 2, 4})); }), 1e-8);
  EXPECT_EQ(error_of([] { broadcast_to(zeros({2}), {3}); }), "broadcast_to: [2] does not stretch to [3]");
}

TEST(Pad, AddsBorders) {
  expect_array(pad(numbers({2, 2}), {1, 0}, {0, 1}, 9), {3, 3}, {9, 9, 9, 0, 1, 9, 2, 3, 9});
  EXPECT_LT(gradient_error_at({{2, 3}}, [](const Arrays& v) { return square(pad(v[0], {1, 2}, {0, 1}, 3)); }), 1e-8);
  EXPECT_EQ(error_of([] {
              pad(zeros({2, 2}), {1}, {1});
            }),
            "pad: 1 and 1 widths are given for an array of 2 dimensions");
}

// Along the first axis pieces may be computed where the whole lies, and a whole may be a piece of the next.
TEST(Concatenate, OfConcatenations) {
  Random random;
  const Array x = random.array({3, 4}, -2, 2, DType::f32), w = random.array({4, 4}, -1, 1, DType::f32);
  Array y = matmul(x, w);
  for (int i = 0; i < 3; ++i) y = concatenate({y, tanh(matmul(y, w))});
  expect_array(square(y), {24, 4}, reference(square(y)), 1e-5);
}

TEST(Concatenate, JoinsAlongAnAxis) {
  expect_array(concatenate({numbers({1, 2}), numbers({2, 2})}), {3, 2}, {0, 1, 0, 1, 2, 3});
  expect_array(concatenate({numbers({2, 1}), numbers({2, 2})}, -1), {2, 3}, {0, 0, 1, 1, 2, 3});
  expect_array(stack({numbers({2}), numbers({2}) + 5.0}, 1), {2, 2}, {0, 5, 1, 6});
  EXPECT_LT(gradient_error_at({{2, 3}, {2, 1}}, [](const Arrays& v) { return square(concatenate(v, 1)); }), 1e-8);
  EXPECT_EQ(error_of([] {
              concatenate({zeros({2, 3}), zeros({2, 4})});
            }),
            "concatenate: [2, 3] and [2, 4] do not fit; only the extents of axis 0 may differ");
  EXPECT_EQ(error_of([] { stack({zeros({2}), zeros({3})}); }), "stack: [2] and [3] differ");
}

TEST(Gather, TakesRows) {
  const Array table = numbers({4, 2});
  expect_array(gather(table, indices({3, 0, 0}, {3})), {3, 2}, {6, 7, 0, 1, 0, 1});
  expect_array(gather(table, indices({1, 0, 1, 1}, {2, 2}), 1), {4, 2, 2},
               {1, 0, 1, 1, 3, 2, 3, 3, 5, 4, 5, 5, 7, 6, 7, 7});
  expect_array(gather(table, 2), {2}, {4, 5});
  expect_array(scatter_add(ones({3}), indices({2, 0, 2}, {3}), numbers({3}) + 1.0), {3}, {3, 1, 5});
  const Array rows = indices({2, 0, 2, 1}, {2, 2});
  EXPECT_LT(gradient_error_at({{3, 4}}, [&](const Arrays& v) { return square(gather(v[0], rows)); }), 1e-8);
  EXPECT_LT(gradient_error_at({{4, 3, 2}}, [&](const Arrays& v) { return square(gather(v[0], rows, 1)); }), 1e-8);
  EXPECT_LT(
      gradient_error_at({{4, 3}, {4, 2, 2}}, [&](const Arrays& v) { return square(scatter_add(v[0], rows, v[1], 1)); }),
      1e-8);
}

TEST(Gather, NamesTheIndexThatIsOutside) {
  EXPECT_EQ(error_of([] {
              eval(gather(zeros({4, 2}), indices({1, 4}, {2})));
            }),
            "gather: the index 4 is outside of [0, 4)");
  EXPECT_EQ(error_of([] { eval(gather(zeros({4}), indices({-1}, {1}))); }),
            "gather: the index -1 is outside of [0, 4)");
  EXPECT_EQ(error_of([] { gather(zeros({4}), zeros({1})); }), "gather: indices must be i32 or i64, not f32");
  EXPECT_EQ(error_of([] {
              scatter_add(zeros({4, 2}), indices({1}, {1}), zeros({2}));
            }),
            "scatter_add: the updates have the shape [2]; [1, 2] is needed");
}

TEST(TakeAlongAxis, HasAnIndexPerElement) {
  const Array x = numbers({2, 3}), chosen = indices({2, 0, 1, 1}, {2, 2});
  expect_array(take_along_axis(x, chosen, 1), {2, 2}, {2, 0, 4, 4});
  expect_array(scatter_add_along_axis(zeros({2, 3}), chosen, ones({2, 2}), 1), {2, 3}, {1, 0, 1, 0, 2, 0});
  EXPECT_LT(gradient_error_at({{2, 3}}, [&](const Arrays& v) { return square(take_along_axis(v[0], chosen, 1)); }),
            1e-8);
  EXPECT_LT(gradient_error_at({{2, 3}, {2, 2}},
                              [&](const Arrays& v) { return square(scatter_add_along_axis(v[0], chosen, v[1], 1)); }),
            1e-8);
  EXPECT_EQ(error_of([&] {
              take_along_axis(zeros({3, 3}), chosen, 1);
            }),
            "take_along_axis: the indices [2, 2] do not fit [3, 3]; only the extent of axis 1 may differ");
}

TEST(Constants, HaveTheirValues) {
  expect_array(full({2}, 2.5, DType::f64), {2}, {2.5, 2.5});
  expect_array(zeros_like(ones({2}, DType::i32)), {2}, {0, 0});
  EXPECT_EQ(ones_like(zeros({2}, DType::i32)).dtype(), DType::i32);
  expect_array(arange(1, 2, 0.25, DType::f32), {4}, {1, 1.25, 1.5, 1.75});
  expect_array(arange(3, 0, -1), {3}, {3, 2, 1});
  expect_array(linspace(0, 1, 5), {5}, {0, 0.25, 0.5, 0.75, 1});
  expect_array(eye(2), {2, 2}, {1, 0, 0, 1});
  expect_array(one_hot(indices({1, 0}, {2}), 3), {2, 3}, {0, 1, 0, 1, 0, 0});
  EXPECT_EQ(error_of([] { eval(one_hot(indices({3}, {1}), 3)); }), "one_hot: the index 3 is outside of [0, 3)");
  EXPECT_EQ(error_of([] { arange(0, 1, 0); }), "arange: there is no way from 0 to 1 in steps of 0");
}

TEST(Reductions, CombineAlongAxes) {
  const Array x({3, 1, 2, 4, 0, 5}, {2, 3});
  expect_array(sum(x), {}, {15});
  expect_array(sum(x, {0}), {3}, {7, 1, 7});
  expect_array(sum(x, {-1}, true), {2, 1}, {6, 9});
  expect_array(mean(x, {1}), {2}, {2, 3});
  expect_array(max(x, {1}), {2}, {3, 5});
  expect_array(min(x, {0}, true), {1, 3}, {3, 0, 2});
  expect_array(prod(x, {1}), {2}, {6, 0});
  expect_array(any(x, {0}), {3}, {1, 1, 1});
  expect_array(all(x, {0}), {3}, {1, 0, 1});
  expect_array(argmax(x), {2}, {0, 2});
  expect_array(argmin(x, 0), {3}, {0, 1, 0});
  expect_array(variance(x, {1}), {2}, {2.0 / 3, 14.0 / 3}, 1e-6);
  expect_array(variance(x, {1}, false, 1), {2}, {1, 7}, 1e-6);
  expect_array(standard_deviation(x, {1}, true, 1), {2, 1}, {1, std::sqrt(7.0)}, 1e-6);
  expect_array(cumsum(x), {2, 3}, {3, 4, 6, 4, 4, 9});
  expect_array(cumsum(x, 0), {2, 3}, {3, 1, 2, 7, 1, 7});
  EXPECT_EQ(argmax(x).dtype(), DType::i64);
  EXPECT_EQ(sum(x > 1.0).dtype(), DType::i64);
}

TEST(Reductions, OfNothing) {
  expect_array(sum(zeros({0, 2}), {0}), {2}, {0, 0});
  expect_array(prod(zeros({0, 2}), {0}), {2}, {1, 1});
  expect_array(any(zeros({0})), {}, {0});
  expect_array(all(zeros({0})), {}, {1});
  expect_array(max(zeros({0, 2}), {1}), {0}, {});
  EXPECT_EQ(error_of([] { max(zeros({0, 2}), {0}); }), "max: [0, 2] has no elements along axis 0");
  EXPECT_EQ(error_of([] { argmax(zeros({2, 0})); }), "argmax: [2, 0] has no elements along axis 1");
  EXPECT_EQ(error_of([] { sum(zeros({2}), {0, 0}); }), "sum: the axis 0 is named twice");
}

TEST(Reductions, LetNaNWin) {
  const Array x({1, NAN, 3}, {3});
  EXPECT_TRUE(std::isnan(item(max(x))));
  EXPECT_TRUE(std::isnan(item(min(x))));
  EXPECT_EQ(item(argmax(x)), 1);
  expect_array(sort(x), {3}, {1, 3, NAN});
  expect_array(max(Array({-INFINITY, -INFINITY}, {2})), {}, {-INFINITY});
}

TEST(Reductions, HaveGradients) {
  using Reduce = Array (*)(const Array&, const std::vector<int>&, bool);
  for (Reduce reduce : {static_cast<Reduce>(sum), static_cast<Reduce>(mean), static_cast<Reduce>(max),
                        static_cast<Reduce>(min), static_cast<Reduce>(prod), static_cast<Reduce>(logsumexp)})
    for (const std::vector<int>& axes : {std::vector<int>{}, {0}, {1}, {0, 2}}) {
      EXPECT_LT(gradient_error_at({{3, 4, 2}}, [&](const Arrays& v) { return sin(reduce(v[0], axes, false)); }), 1e-6);
      EXPECT_LT(
          gradient_error_at({{3, 4, 2}}, [&](const Arrays& v) { return square(v[0] - reduce(v[0], axes, true)); }),
          1e-6);
    }
  EXPECT_LT(gradient_error_at({{3, 4}}, [](const Arrays& v) { return variance(v[0], {1}, false, 1); }), 1e-7);
  EXPECT_LT(gradient_error_at({{3, 4}}, [](const Arrays& v) { return square(cumsum(v[0], 0)); }), 1e-7);
  const Array zeros_inside({2, 0, 3, 0, 0, 5}, {2, 3}, DType::f64);
  expect_array(grad([](const Array& x) { return sum(prod(x, {1})); })(zeros_inside), {2, 3}, {0, 6, 0, 0, 0, 0});
  const Array ties({2, 2, 1}, {3}, DType::f64);
  expect_array(grad([](const Array& x) { return max(x); })(ties), {3}, {0.5, 0.5, 0});
}

TEST(Logsumexp, DoesNotOverflow) {
  expect_array(logsumexp(Array({1000, 1000}, {2})), {}, {1000 + std::log(2.0)}, 1e-6);
  expect_array(logsumexp(Array({-INFINITY, -INFINITY}, {2})), {}, {-INFINITY});
  expect_array(logsumexp(Array({INFINITY, 0}, {2})), {}, {INFINITY});
}

TEST(Softmax, SumsToOne) {
  expect_array(softmax(Array({1000, 1000, -1000}, {3})), {3}, {0.5, 0.5, 0}, 1e-7);
  expect_array(log_softmax(Array({0, -1000}, {2})), {2}, {0, -1000}, 1e-7);
  for (int axis : {0, 1, 2}) {
    EXPECT_LT(gradient_error_at({{2, 3, 4}}, [&](const Arrays& v) { return square(softmax(v[0], axis)); }), 1e-8);
    EXPECT_LT(gradient_error_at({{2, 3, 4}}, [&](const Arrays& v) { return square(log_softmax(v[0], axis)); }), 1e-8);
  }
}

TEST(Softmax, AgreesWithPyTorch) {
  const Golden golden("layers");
  const struct {
    const char* name;
    Array (*f)(const Array&, int);
    int axis;
  } cases[] = {{"softmax", softmax, 1}, {"softmax0", softmax, 0}, {"log_softmax", log_softmax, 1}};
  for (const auto& [name, f, axis] : cases) {
    auto of = [&, name = name](const char* part) { return golden[std::string(name) + part]; };
    const Array x(of(".x").values, Shape(of(".x").shape)), upstream(of(".upstream").values, x.shape());
    expect_array(f(x, axis), x.shape(), of(".y").values, 1e-12);
    expect_array(grad([&, f = f, axis = axis](const Array& v) { return sum(f(v, axis) * upstream); })(x), x.shape(),
                 of(".dx").values, 1e-12);
  }
}

TEST(Sort, KeepsTheOrderOfEqualElements) {
  const Array x({2, 1, 2, 0, 1}, {5});
  expect_array(argsort(x), {5}, {3, 1, 4, 0, 2});
  expect_array(argsort(x, 0, true), {5}, {0, 2, 1, 4, 3});
  expect_array(sort(numbers({3, 2}), 0, true), {3, 2}, {4, 5, 2, 3, 0, 1});
  const auto [values, places] = top_k(x, 2);
  expect_array(values, {2}, {2, 2});
  expect_array(places, {2}, {0, 2});
  EXPECT_LT(gradient_error_at({{3, 4}}, [](const Arrays& v) { return square(sort(v[0], 1)) * numbers({3, 4}); }), 1e-8);
  EXPECT_LT(gradient_error_at({{3, 4}}, [](const Arrays& v) { return square(top_k(v[0], 2).first); }), 1e-8);
  EXPECT_EQ(error_of([] { top_k(zeros({2, 3}), 4); }), "top_k: axis 1 of [2, 3] does not have 4 elements");
}

TEST(Matmul, Multiplies) {
  expect_array(matmul(numbers({2, 3}), numbers({3, 2})), {2, 2}, {10, 13, 28, 40});
  expect_array(matmul(numbers({3}), numbers({3})), {}, {5});
  expect_array(matmul(numbers({2, 1, 2}), numbers({2, 1})), {2, 1, 1}, {1, 3});
  expect_array(matmul(zeros({2, 0}), zeros({0, 3})), {2, 3}, {0, 0, 0, 0, 0, 0});
  auto product = [](const Arrays& v) { return matmul(v[0], v[1]); };
  EXPECT_LT(gradient_error_at({{3, 4}, {4, 2}}, product), 1e-7);
  EXPECT_LT(gradient_error_at({{2, 3, 4}, {4, 2}}, product), 1e-7);
  EXPECT_LT(gradient_error_at({{2, 3, 4}, {2, 4, 2}}, product), 1e-7);
  EXPECT_LT(gradient_error_at({{2, 1, 3, 4}, {3, 4, 2}}, product), 1e-7);
  EXPECT_LT(gradient_error_at({{4}, {3, 4, 2}}, product), 1e-7);
  EXPECT_EQ(error_of([] {
              matmul(zeros({2, 3}), zeros({2, 3}));
            }),
            "matmul: [2, 3] and [2, 3] do not fit; the shapes must be [..., m, k] and [..., k, n]");
}

// Results in f32 (the fast kernels) against the plain interpreter in f64, at shapes that are odd, large or empty.
TEST(General, AgreesInFloatWithTheInterpreterInDouble) {
  const std::vector<std::pair<const char*, Array (*)(const Array&)>> operations = {
      {"sum", [](const Array& x) { return sum(x); }},
      {"sum of rows", [](const Array& x) { return sum(x, {1}); }},
      {"sum of columns", [](const Array& x) { return sum(x, {0}); }},
      {"mean", [](const Array& x) { return mean(x, {1}, true); }},
      {"max", [](const Array& x) { return max(x, {1}); }},
      {"variance", [](const Array& x) { return variance(x, {1}); }},
      {"softmax", [](const Array& x) { return softmax(x); }},
      {"softmax of columns", [](const Array& x) { return softmax(x, 0); }},
      {"log_softmax", [](const Array& x) { return log_softmax(x); }},
      {"logsumexp", [](const Array& x) { return logsumexp(x, {1}); }},
      {"cumsum", [](const Array& x) { return cumsum(x); }},
      {"matmul", [](const Array& x) { return matmul(x, transpose(x)); }},
      {"transpose", [](const Array& x) { return transpose(x) * 2.0; }},
      {"slice", [](const Array& x) { return slice(x, 1, 1, x.dim(1), 2) + 1.0; }},
      {"pad",
       [](const Array& x) {
         return pad(x, {1, 2}, {3, 0});
       }},
      {"concatenate",
       [](const Array& x) {
         return concatenate({x, x * 2.0}, 1);
       }},
      {"sort", [](const Array& x) { return sort(x); }},
      {"gather", [](const Array& x) { return gather(x, arange(0, static_cast<double>(x.dim(0)))); }},
  };
  for (const Shape& shape : {Shape{1, 1}, {3, 5}, {16, 16}, {7, 129}, {65, 33}, {2, 2000}, {0, 4}})
    for (const auto& [name, f] : operations) {
      SCOPED_TRACE(std::string(name) + " of " + to_string(shape));
      Random random;
      const Array x = random.array(shape, -2, 2, DType::f32);
      const Array result = f(x), exact = f(cast(x, DType::f64));
      // A few roundings of the sum of magnitudes; at most 2000 terms of at most 2 here.
      expect_close(to_vector<double>(result), reference(exact), 1e-4);
    }
}

}  // namespace
}  // namespace ansatz
