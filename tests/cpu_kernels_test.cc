// The fast kernels against the plain ones: each operation at short, odd and long extents, along each axis.
#include <limits>

#include "tests/instruction_sets.h"

namespace ansatz {
namespace {

using Arrays = std::vector<Array>;

// Rows of ten classes, of a vocabulary, and everything that does not fill a vector.
const Shape shapes[] = {{1},       {7},         {64},       {1000},    {50257},    {3, 10},    {128, 10},     {5, 1000},
                        {2, 3, 4}, {17, 1, 33}, {5, 67, 9}, {700, 70}, {2, 40000}, {40000, 2}, {3, 5, 130, 7}};

// f along each axis of each shape.
void expect_along_each_axis(double tolerance, const std::function<Array(const Array&, int axis)>& f, double low = -4,
                            double high = 4) {
  Random random;
  for (const Shape& shape : shapes) {
    const Array x = random.array(shape, low, high, DType::f32);
    for (int axis = 0; axis < shape.rank(); ++axis)
      expect_reference(to_string(shape) + " along " + std::to_string(axis), {x}, tolerance,
                       [&](const Arrays& v) { return f(v[0], axis); });
  }
}

// Whole numbers, so that equal ones occur.
Array whole_numbers(Random& random, const Shape& shape, double limit, DType type = DType::f32) {
  return cast(floor(random.array(shape, -limit, limit)), type);
}
Array indices(Random& random, const Shape& shape, std::int64_t extent, DType type = DType::i64) {
  return cast(floor(random.array(shape, 0, static_cast<double>(extent))), type);
}

TEST(Kernels, Softmax) {
  expect_along_each_axis(
      2e-6, [](const Array& x, int axis) { return softmax(x, axis); }, -20, 20);
  expect_along_each_axis(
      2e-6, [](const Array& x, int axis) { return log_softmax(x, axis); }, -20, 20);
  expect_along_each_axis(
      2e-6, [](const Array& x, int axis) { return logsumexp(x, {axis}); }, -20, 20);
}

TEST(Kernels, SoftmaxOfWhatIsNotFinite) {
  const float infinity = std::numeric_limits<float>::infinity();
  for (const std::int64_t count : {3, 40}) {
    std::vector<float> rows(5 * count, 1.0f);
    rows[1] = -infinity;
    for (std::int64_t i = 0; i < count; ++i) rows[count + i] = -infinity;
    rows[2 * count + 2] = infinity;
    rows[3 * count + count - 1] = NAN;
    rows[4 * count] = 1e30f;
    const Array x(rows, {5, count});
    for (auto f : {softmax, log_softmax}) {
      expect_reference("rows of " + std::to_string(count), {x}, 1e-6, [&](const Arrays& v) { return f(v[0], 1); });
      expect_reference("columns of " + std::to_string(count), {x}, 1e-6,
                       [&](const Arrays& v) { return f(transpose(v[0]), 0); });
    }
  }
}

TEST(Kernels, Reductions) {
  using Reduce = Array (*)(const Array&, const std::vector<int>&, bool);
  for (Reduce reduce : {static_cast<Reduce>(sum), static_cast<Reduce>(max), static_cast<Reduce>(min)}) {
    expect_along_each_axis(3e-4, [&](const Array& x, int axis) { return reduce(x, {axis}, false); });
    Random random;
    const Array x = random.array({3, 5, 130, 7}, -4, 4, DType::f32);
    for (const std::vector<int>& axes : {std::vector<int>{0, 2}, {1, 3}, {0, 3}, {0, 1, 3}, {0, 2, 3}, {1, 2}, {}})
      expect_reference("several axes", {x}, 3e-4, [&](const Arrays& v) { return reduce(v[0], axes, false); });
    const Array y = random.array({2, 3, 2, 3, 2, 3}, -4, 4, DType::f32);
    expect_reference("every second axis", {y}, 1e-5, [&](const Arrays& v) { return reduce(v[0], {0, 2, 4}, true); });
  }
}

TEST(Kernels, SumSquares) {
  Random random;
  for (const Shape& shape : shapes)
    expect_reference(to_string(shape), {random.array(shape, -4, 4, DType::f32)}, 3e-6,
                     [](const Arrays& v) { return sum_squares(v[0]); });
  expect_reference("one", {Array(3.0f)}, 0, [](const Arrays& v) { return sum_squares(v[0]); });
  const Array x = random.array({3, 5});
  EXPECT_LT(gradient_error([](const Arrays& v) { return sum_squares(v[0]); }, {x}), 1e-8);
  expect_array(sum_squares(zeros({0, 3})), {}, {0});
  expect_array(sum_squares(Array(std::vector<std::int64_t>{3, 4}, {2})), {}, {25});
  EXPECT_TRUE(std::isnan(item(sum_squares(Array({1, NAN, 2}, {3})))));
}

TEST(Kernels, LetNaNWin) {
  for (const std::int64_t count : {5, 33, 200}) {
    std::vector<float> rows(3 * count, 1.0f);
    rows[count / 2] = NAN;
    rows[2 * count - 1] = NAN;
    rows[count] = NAN;
    const Array x(rows, {3, count});
    for (int axis : {0, 1})
      for (int i = 0; i < 4; ++i)
        expect_reference(std::to_string(count), {x}, 0, [&](const Arrays& v) {
          return i == 0   ? max(v[0], {axis})
                 : i == 1 ? min(v[0], {axis})
                 : i == 2 ? argmax(v[0], axis)
                          : argmin(v[0], axis);
        });
  }
}

TEST(Kernels, Argmax) {
  Random random;
  for (const Shape& shape : shapes)
    for (const double limit : {3.0, 1e6}) {
      const Array x = whole_numbers(random, shape, limit);
      for (int axis = 0; axis < shape.rank(); ++axis)
        for (auto f : {argmax, argmin})
          expect_reference(to_string(shape), {x}, 0, [&](const Arrays& v) { return f(v[0], axis); });
    }
}

TEST(Kernels, Cumsum) {
  expect_along_each_axis(1e-6, [](const Array& x, int axis) { return cumsum(x, axis); });
  expect_along_each_axis(
      1e-6,
      [](const Array& x, int axis) {
        return grad([&](const Array& v) { return sum(square(cumsum(v, axis))) * 0.01; })(x);
      },
      0, 0.01);
}

TEST(Kernels, Argsort) {
  Random random;
  for (const DType type : {DType::f32, DType::f64, DType::i32, DType::i64, DType::u8})
    for (const Shape& shape : {Shape{1}, {50}, {5000}, {3, 1003}, {1500, 3}, {4, 2, 6}})
      for (const double limit : {4.0, 1e5}) {
        const Array x = type == DType::u8 ? indices(random, shape, 7, type) : whole_numbers(random, shape, limit, type);
        eval(x);
        for (int axis = 0; axis < shape.rank(); ++axis)
          for (const bool descending : {false, true}) {
            expect_reference(to_string(shape), {x}, 0,
                             [&](const Arrays& v) { return argsort(v[0], axis, descending); });
            if (descending) continue;
            const std::int64_t k = std::min<std::int64_t>(shape[axis], 5);
            expect_reference(to_string(shape), {x}, 0, [&](const Arrays& v) { return top_k(v[0], k, axis).second; });
          }
      }
  for (const std::int64_t count : {9, 3000}) {
    std::vector<float> numbers(count, 0.0f);
    for (std::int64_t i = 0; i < count; ++i)
      numbers[i] = i % 7 == 1 ? NAN : i % 3 == 0 ? -0.0f : i % 5 == 0 ? -INFINITY : 0.0f;
    numbers[4] = INFINITY;
    numbers[5] = -NAN;
    for (const bool descending : {false, true})
      expect_reference("zeros and NaN", {Array(numbers, {count})}, 0,
                       [&](const Arrays& v) { return argsort(v[0], 0, descending); });
  }
}

TEST(Kernels, GatherAndScatterAdd) {
  Random random;
  const struct {
    Shape x, indices;
    int axis;
  } cases[] = {{{7}, {5}, 0},           {{4, 3}, {2, 2}, 0},  {{4, 3}, {6}, 1},          {{50, 1}, {9}, 0},
               {{100, 64}, {300}, 0},   {{9, 5, 7}, {20}, 1}, {{33, 2, 300}, {4, 3}, 0}, {{2, 500, 65}, {3000}, 1},
               {{30000, 3}, {5000}, 0}, {{5, 2}, {0}, 0}};
  for (const auto& [shape, index_shape, axis] : cases)
    for (const DType type : {DType::i64, DType::i32}) {
      const Array x = random.array(shape, -1, 1, DType::f32), places = indices(random, index_shape, shape[axis], type);
      const int along = axis;
      auto f = [&](const Arrays& v) { return gather(v[0], v[1], along); };
      const Array updates = cast(random.array(f({x, places}).shape()), DType::f32);
      const std::string what = to_string(shape) + " along " + std::to_string(axis);
      expect_reference(what, {x, places}, 0, f);
      expect_reference(what, {x, places, updates}, 1e-4,
                       [&](const Arrays& v) { return scatter_add(v[0], v[1], v[2], along); });
      expect_reference("gradient " + what, {x, places, updates}, 1e-4, [&](const Arrays& v) {
        return grad([&](const Array& a) { return sum(gather(a, v[1], along) * v[2]); })(v[0]);
      });
    }
}

TEST(Kernels, TakeAlongAxis) {
  Random random;
  for (const Shape& shape : {Shape{7}, {4, 3}, {128, 10}, {6, 1000}, {2, 300, 65}, {30000, 2}})
    for (int axis = 0; axis < shape.rank(); ++axis)
      for (const std::int64_t count : {1, 3, 40}) {
        Shape index_shape = shape;
        index_shape[axis] = count;
        const Array x = random.array(shape, -1, 1, DType::f32), places = indices(random, index_shape, shape[axis]);
        const Array updates = random.array(index_shape, -1, 1, DType::f32);
        const std::string what = to_string(shape) + " along " + std::to_string(axis);
        expect_reference(what, {x, places}, 0, [&](const Arrays& v) { return take_along_axis(v[0], v[1], axis); });
        expect_reference(what, {x, places, updates}, 1e-5,
                         [&](const Arrays& v) { return scatter_add_along_axis(v[0], v[1], v[2], axis); });
      }
}

TEST(Kernels, OneHotAndConcatenate) {
  Random random;
  for (const std::int64_t classes : {1, 10, 1000})
    expect_reference("one_hot", {indices(random, {70, 3}, classes)}, 0,
                     [&](const Arrays& v) { return one_hot(v[0], classes); });
  for (const Shape& shape : {Shape{5}, {3, 4}, {200, 70}, {5, 67, 9}}) {
    const Array x = random.array(shape, -1, 1, DType::f32);
    for (int axis = 0; axis < shape.rank(); ++axis)
      expect_reference(to_string(shape), {x}, 0, [&](const Arrays& v) {
        return concatenate({v[0], slice(v[0], axis, 0, 2), slice(v[0], axis, 0, 0), v[0] * 2.0}, axis);
      });
  }
}

TEST(Kernels, NameTheFirstIndexThatIsOutside) {
  std::vector<std::int64_t> places(100000, 1);
  places[40000] = -3;
  places[90000] = 7;
  const Array table = zeros({5, 4}), rows(places, {100000});
  for (const int threads : {1, 2, 3}) {
    EXPECT_EQ(error_of([&] { eval(gather(table, rows), threads); }), "gather: the index -3 is outside of [0, 5)");
    EXPECT_EQ(error_of([&] {
                eval(scatter_add(table, rows, zeros({100000, 4})), threads);
              }),
              "scatter_add: the index -3 is outside of [0, 5)");
    EXPECT_EQ(error_of([&] { eval(one_hot(rows, 5), threads); }), "one_hot: the index -3 is outside of [0, 5)");
    EXPECT_EQ(error_of([&] { eval(take_along_axis(zeros({5}), rows, 0), threads); }),
              "take_along_axis: the index -3 is outside of [0, 5)");
  }
}

}  // namespace
}  // namespace ansatz
