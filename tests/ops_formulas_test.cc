// Every element-wise operation, by its own record: values against the formula in double, types, shapes, gradients.
#include <algorithm>
#include <functional>
#include <string>

#include "ops/elementwise.h"
#include "tests/arrays.h"
#include "tests/golden.h"

namespace ansatz {
namespace {

// How far a float result may be from the formula in double: units in the last place, and an absolute part where terms
// cancel.
struct Tolerance {
  const char* name;
  double ulps, absolute = 0;
};
constexpr Tolerance tolerances[] = {
    {"add", 0.5},
    {"subtract", 0.5},
    {"multiply", 0.5},
    {"divide", 0.5},
    {"sqrt", 0.5},
    {"reciprocal", 0.5},
    {"square", 0.5},
    {"relu", 0},
    {"gelu", 4, 1e-6},
    {"gelu_tanh", 16, 1e-7},
    {"lerp", 2, 1e-6},
    {"sin", 4, 1e-7},
    {"cos", 4, 1e-7},
    {"mish", 8},
    {"silu", 6},
    {"power", 0.52},
    {"erf", 3},
    {"log", 4, 1e-7},
    {"rsqrt", 2},
    {"hard_swish", 2, 1e-6},
    {"hard_sigmoid", 2, 1e-7},
    {"softplus", 6},
    {"log_sigmoid", 6},
};

Tolerance tolerance_of(const std::string& name) {
  for (const Tolerance& tolerance : tolerances)
    if (name == tolerance.name) return tolerance;
  return {"", 4};
}

// Operands that broadcast against each other: the first ones of a row.
const std::vector<std::vector<Shape>> shapes = {
    {{}, {}, {}},
    {{1}, {1}, {1}},
    {{17}, {17}, {17}},
    {{1031}, {1031}, {1031}},
    {{3, 5}, {5}, {}},
    {{3, 1}, {1, 5}, {3, 5}},
    {{7}, {2, 3, 7}, {3, 1}},
    {{}, {19}, {19}},
    {{33, 65}, {65}, {33, 1}},
    {{0}, {1}, {}},
    {{2, 0, 3}, {3}, {1, 3}},
};

std::vector<Array> operands(int formula, Random& random, const std::vector<Shape>& shapes, double low, double high) {
  const FormulaTraits& traits = formula_traits(formula);
  std::vector<Array> result;
  for (int i = 0; i < traits.arity; ++i)
    result.push_back(i < traits.conditions ? random.array(shapes[i]) > 0.0 : random.array(shapes[i], low, high));
  return result;
}

std::vector<Array> cast_numbers(std::vector<Array> arrays, DType type) {
  for (Array& array : arrays)
    if (array.dtype() != DType::boolean) array = cast(array, type);
  return arrays;
}

template <class Test> void for_each_formula(Test test) {
  for (int formula = 0; formula < formula_count(); ++formula) {
    SCOPED_TRACE(formula_operation(formula).name);
    test(formula, formula_operation(formula), formula_traits(formula));
  }
}

TEST(Formulas, AgreeInFloatWithTheFormulaInDouble) {
  for_each_formula([](int formula, const Operation& operation, const FormulaTraits& traits) {
    if (traits.logical) return;
    Random random(formula + 1);
    const Tolerance tolerance = tolerance_of(operation.name);
    for (const std::vector<Shape>& row : shapes) {
      // The same numbers in both types.
      const std::vector<Array> floats =
          cast_numbers(operands(formula, random, row, traits.low, traits.high), DType::f32);
      const std::vector<double> expected = reference(record(operation, cast_numbers(floats, DType::f64)));
      const Array result = record(operation, floats);
      const std::vector<double> values = to_vector<double>(result);
      ASSERT_EQ(values.size(), expected.size());
      for (std::size_t i = 0; i < values.size(); ++i)
        ASSERT_TRUE(close(values[i], expected[i], tolerance.ulps * float_spacing(expected[i]) + tolerance.absolute))
            << "element " << i << " of " << to_string(result.shape()) << " is " << values[i] << ", not " << expected[i]
            << ": " << std::abs(values[i] - expected[i]) / float_spacing(expected[i]) << " ulp";
    }
  });
}

TEST(Formulas, AgreeInIntegersWithTheFormulaInDouble) {
  for_each_formula([](int formula, const Operation& operation, const FormulaTraits& traits) {
    if (traits.real_only || traits.logical) return;
    Random random(formula + 1);
    const bool power = operation.name == std::string("power");
    for (DType type : {DType::i32, DType::i64, DType::u8}) {
      const bool may_wrap = operation.name == std::string("subtract") || operation.name == std::string("negative");
      if (type == DType::u8 && may_wrap) continue;
      const double low = type == DType::u8 || power ? 0 : -6;
      for (const std::vector<Shape>& row : shapes) {
        const std::vector<Array> integers = cast_numbers(operands(formula, random, row, low, power ? 3 : 7), type);
        const Array result = record(operation, integers);
        EXPECT_EQ(result.dtype(), traits.boolean_result ? DType::boolean : type);
        EXPECT_EQ(to_vector<double>(result), reference(record(operation, cast_numbers(integers, DType::f64))))
            << name_of(type);
      }
    }
  });
}

TEST(Formulas, HaveTheGradientOfFiniteDifferences) {
  for_each_formula([](int formula, const Operation& operation, const FormulaTraits& traits) {
    if (!traits.differentiable) return;
    Random random(formula + 1);
    for (const std::vector<Shape>& row : {shapes[2], shapes[4], shapes[5], shapes[10]}) {
      std::vector<Array> all = operands(formula, random, row, traits.low, traits.high);
      const std::vector<Array> conditions(all.begin(), all.begin() + traits.conditions);
      const std::vector<Array> numbers(all.begin() + traits.conditions, all.end());
      auto f = [&](const std::vector<Array>& x) {
        std::vector<Array> inputs = conditions;
        inputs.insert(inputs.end(), x.begin(), x.end());
        return record(operation, inputs);
      };
      EXPECT_LT(gradient_error(f, numbers), 1e-7);
      // And the gradient's gradient, where it is one.
      if (row == shapes[2]) {
        auto squared_gradient = [&](const std::vector<Array>& x) {
          Array total = 0.0;
          for (const Array& part : grad([&](const std::vector<Array>& v) { return sum(f(v)); })(x))
            total = total + sum(square(part));
          return total;
        };
        EXPECT_LT(check_gradient(squared_gradient, numbers), 1e-6);
      }
    }
  });
}

TEST(Formulas, NameTheShapesThatDoNotFit) {
  EXPECT_EQ(error_of([] {
              add(zeros({2, 3}), zeros({4}));
            }),
            "add: the shapes [2, 3] and [4] do not fit together (extents must be equal or 1, aligned at the last "
            "dimension)");
  EXPECT_EQ(error_of([] { add(cast(zeros({2}), DType::bf16), zeros({2})); }),
            "bf16 is storage only: cast to f32 to compute");
}

TEST(Formulas, PromoteTypes) {
  const Array f32({1}, {1}), f64({1}, {1}, DType::f64), i32({1}, {1}, DType::i32), i64({1}, {1}, DType::i64);
  const Array boolean = f32 > 0.0;
  EXPECT_EQ((f32 + f64).dtype(), DType::f64);
  EXPECT_EQ((i32 + i64).dtype(), DType::i64);
  EXPECT_EQ((i64 + f32).dtype(), DType::f32);
  EXPECT_EQ((i32 + 1).dtype(), DType::i32);
  EXPECT_EQ((i32 + 0.5).dtype(), DType::f32);
  EXPECT_EQ((f64 * 0.1).dtype(), DType::f64);
  EXPECT_EQ(item(f64 * 0.1), 0.1);
  EXPECT_EQ((boolean + 1).dtype(), DType::i64);
  EXPECT_EQ(exp(i64).dtype(), DType::f32);
  EXPECT_EQ((f32 > i64).dtype(), DType::boolean);
  EXPECT_EQ((f32 && i64).dtype(), DType::boolean);
  EXPECT_EQ(where(f32, i32, i32).dtype(), DType::i32);
}

// The formula and its derivative at single points, in float.
std::vector<double> at(Array (*f)(const Array&), const std::vector<double>& points) {
  return to_vector<double>(f(Array(std::vector<float>(points.begin(), points.end()), {std::int64_t(points.size())})));
}
std::vector<double> slope_at(Array (*f)(const Array&), const std::vector<double>& points) {
  const Array x(std::vector<float>(points.begin(), points.end()), {std::int64_t(points.size())});
  return to_vector<double>(grad([&](const Array& v) { return sum(f(v)); })(x));
}

TEST(Formulas, KeepTheirLimits) {
  const std::vector<double> far = {-1e6, -200, 200, 1e6};
  expect_close(at(sigmoid, far), {0, 0, 1, 1}, 1e-30);
  EXPECT_NEAR(at(sigmoid, {-80})[0] / std::exp(-80.0), 1, 1e-6);
  expect_close(at(softplus, far), {0, 0, 200, 1e6}, 1e-30);
  EXPECT_NEAR(at(softplus, {-80})[0] / std::exp(-80.0), 1, 1e-6);
  expect_close(at(log_sigmoid, far), {-1e6, -200, 0, 0}, 1e-30);
  for (auto f : {silu, gelu, gelu_tanh, mish}) {
    expect_close(at(f, far), {0, 0, 200, 1e6}, 1e-30);
    expect_close(slope_at(f, far), {0, 0, 1, 1}, 1e-30);
  }
  expect_close(at(elu, far), {-1, -1, 200, 1e6}, 1e-7);
  expect_close(slope_at(elu, far), {0, 0, 1, 1}, 1e-7);
  expect_close(at(softsign, {-INFINITY, INFINITY}), {NAN, NAN}, 0);
  expect_close(at(tanh, far), {-1, -1, 1, 1}, 0);
  const double quarter = std::acos(0.0);
  expect_close(at(atan, {-INFINITY, -1e6, 1e6, INFINITY}), {-quarter, -quarter, quarter, quarter}, 1.1e-6);
  expect_close(at(asin, {-1, 0, 1, 2}), {-quarter, 0, quarter, NAN}, 1e-6);
  expect_close(at(acos, {-1, 0, 1, -2}), {2 * quarter, quarter, 0, NAN}, 1e-6);
  expect_close(at(asinh, {-INFINITY, -1e30, 1e-30}), {-INFINITY, -std::asinh(1e30), 1e-30}, 1e-5);
  expect_close(at(acosh, {1, 1e30, INFINITY, 0}), {0, std::acosh(1e30), INFINITY, NAN}, 1e-5);
  expect_close(at(atanh, {-1, 1, 2}), {-INFINITY, INFINITY, NAN}, 0);
  expect_close(at(sinh, {-INFINITY, -200, 200}), {-INFINITY, -INFINITY, INFINITY}, 0);
  for (auto f : {relu, sigmoid, softplus, silu, gelu, mish, elu, selu, tanh, exp, abs, tan, sinh, cosh, atan, asin, acos,
                 asinh, acosh, atanh})
    EXPECT_TRUE(std::isnan(at(f, {NAN})[0]));
}

TEST(Formulas, HaveThePyTorchDerivativeAtTheirKinks) {
  EXPECT_EQ(slope_at(relu, {0})[0], 0);
  EXPECT_EQ(slope_at(abs, {0})[0], 0);
  EXPECT_EQ(slope_at(elu, {0})[0], 1);
  EXPECT_NEAR(slope_at(selu, {0})[0], 1.7580993408473766, 1e-6);
  expect_close(slope_at(hard_sigmoid, {-3, 3}), {0, 0}, 0);
  expect_close(slope_at(hard_tanh, {-1, 1}), {0, 0}, 0);
  const Array same({2}, {1});
  expect_array(grad([&](const Array& x) { return sum(maximum(x, same)); })(same), {1}, {0.5});
  expect_array(grad([&](const Array& x) { return sum(minimum(x, same)); })(same), {1}, {0.5});
  const Array x({-2, -1, 0, 1, 2}, {5});
  expect_array(grad([](const Array& v) { return sum(clip(v, -1.0, 1.0)); })(x), {5}, {0, 1, 1, 1, 0});
  const Array zero({0}, {1});
  EXPECT_EQ(to_vector<double>(grad([](const Array& v) { return sum(power(v, 0.0)); })(zero))[0], 0);
  EXPECT_EQ(to_vector<double>(grad([&](const Array& v) { return sum(power(zero, v)); })(same))[0], 0);
}

TEST(Formulas, RoundHalvesToEven) {
  expect_close(at(round, {-2.5, -1.5, -0.5, 0.5, 1.5, 2.4}), {-2, -2, 0, 0, 2, 2}, 0);
  expect_close(at(floor, {-1.5, 1.5}), {-2, 1}, 0);
  expect_close(at(ceil, {-1.5, 1.5}), {-1, 2}, 0);
}

TEST(Formulas, AgreeWithPyTorch) {
  const Golden golden("activations");
  const GoldenArray& x = golden["x"];
  int compared = 0;
  for_each_formula([&](int, const Operation& operation, const FormulaTraits&) {
    const std::string name = operation.name;
    if (!golden.has(name + ".value")) return;
    ++compared;
    auto f = [&](const Array& v) { return record(operation, {v}); };
    // PyTorch's hard_sigmoid takes 1/6 as a float in double too.
    const Array point(x.values, Shape(x.shape));
    expect_close(to_vector<double>(f(point)), golden[name + ".value"].values, 1e-12);
    expect_close(to_vector<double>(grad([&](const Array& v) { return sum(f(v)); })(point)),
                 golden[name + ".derivative"].values, name == "hard_sigmoid" ? 1e-8 : 1e-12);
    const Array single(x.floats(), Shape(x.shape));
    expect_close(to_vector<double>(f(single)), golden[name + ".value"].values, 1e-6);
    expect_close(to_vector<double>(grad([&](const Array& v) { return sum(f(v)); })(single)),
                 golden[name + ".derivative"].values, 2e-6);
  });
  EXPECT_EQ(compared, 15);
}

}  // namespace
}  // namespace ansatz
