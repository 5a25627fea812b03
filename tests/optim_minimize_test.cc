// L-BFGS and Levenberg-Marquardt: functions whose minima are known, SciPy's minima, and NIST's nonlinear regression.
#include "ansatz/minimize.h"
#include "tests/arrays.h"
#include "tests/golden.h"

namespace ansatz {
namespace {

Array column(const std::vector<double>& values) { return Array(values, {static_cast<std::int64_t>(values.size())}); }
Array at(const Array& p, std::int64_t i) { return reshape(slice(p, 0, i, i + 1), {}); }

// Moré, Garbow and Hillstrom 1981, "Testing unconstrained optimization software": residuals, start, minimum.
struct Problem {
  std::string name;
  std::function<Array(const Array&)> residuals;
  std::vector<double> start, minimum;
  double tolerance;  // of the parameters
};

std::vector<Problem> problems() {
  return {
      {"Rosenbrock",
       [](const Array& p) {
         return stack({10.0 * (at(p, 1) - square(at(p, 0))), 1.0 - at(p, 0)});
       },
       {-1.2, 1},
       {1, 1},
       1e-7},
      {"Powell singular",
       [](const Array& p) {
         return stack({at(p, 0) + 10.0 * at(p, 1), std::sqrt(5) * (at(p, 2) - at(p, 3)),
                       square(at(p, 1) - 2.0 * at(p, 2)), std::sqrt(10) * square(at(p, 0) - at(p, 3))});
       },
       {3, -1, 0, 1},
       {0, 0, 0, 0},
       5e-3},  // the Hessian is singular at the minimum: a gradient of 1e-8 says no more
      {"Beale",
       [](const Array& p) {
         const Array x = at(p, 0), y = at(p, 1);
         return stack({1.5 - x * (1.0 - y), 2.25 - x * (1.0 - square(y)), 2.625 - x * (1.0 - y * square(y))});
       },
       {1, 1},
       {3, 0.5},
       1e-6},
      {"Helical valley",
       [](const Array& p) {
         // The angle by its tangent's arc in the right half, which holds the minimum and the way there.
         const Array x = at(p, 0), y = at(p, 1), z = at(p, 2);
         const Array r = sqrt(square(x) + square(y));
         return stack({10.0 * (z - y / r), 10.0 * (r - 1.0), z});
       },
       {0.5, 0.8, 0.5},
       {1, 0, 0},
       1e-6},
  };
}

TEST(OptimMinimize, KnownMinima) {
  for (const Problem& problem : problems()) {
    SCOPED_TRACE(problem.name);
    const auto half_square = [&](const Array& p) { return 0.5 * sum(square(problem.residuals(p))); };
    const auto [low, report] = minimize(half_square, column(problem.start));
    EXPECT_TRUE(report.converged) << report.message;
    EXPECT_LE(report.gradient_norm, 1e-8);
    EXPECT_LT(report.evaluations, 200);
    expect_close(to_vector<double>(low), problem.minimum, problem.tolerance);
    EXPECT_EQ(report.values.size(), static_cast<std::size_t>(report.iterations) + 1);

    const auto [least, squares] = least_squares(problem.residuals, column(problem.start));
    EXPECT_TRUE(squares.converged) << squares.message;
    EXPECT_LT(squares.value, 1e-20);
    expect_close(to_vector<double>(least), problem.minimum, problem.tolerance);
  }
}

TEST(OptimMinimize, ManyParameters) {
  // The extended Rosenbrock function of 200 numbers.
  const auto f = [](const Array& p) {
    const Array pairs = reshape(p, {100, 2}), x = slice(pairs, 1, 0, 1), y = slice(pairs, 1, 1, 2);
    return sum(100.0 * square(y - square(x)) + square(1.0 - x));
  };
  Random random;
  const auto [p, report] = minimize(f, random.array({200}, -2, 2), {.max_iterations = 5000});
  EXPECT_TRUE(report.converged) << report.message;
  expect_close(to_vector<double>(p), std::vector<double>(200, 1), 1e-6);
}

struct Line {
  Array weight, bias;
  auto fields() { return std::tie(weight, bias); }
};

TEST(OptimMinimize, LogisticRegression) {
  const Golden golden("minima");
  const Array x = Array(golden["x"].values, {40, 3}), labels = Array(golden["labels"].values, {40});
  const auto loss = [&](const Line& line) {
    const Array z = flatten(matmul(x, reshape(line.weight, {3, 1}))) + line.bias;
    return mean(softplus(z) - labels * z) + 0.025 * sum(square(line.weight));
  };
  const auto [line, report] = minimize(loss, Line{column({0, 0, 0}), Array(0.0)}, {.gradient_tolerance = 1e-10});
  EXPECT_TRUE(report.converged) << report.message;
  const std::vector<double>& expected = golden["logistic"].values;
  expect_close(to_vector<double>(line.weight), {expected[0], expected[1], expected[2]}, 1e-9);
  EXPECT_NEAR(item(line.bias), expected[3], 1e-9);
  EXPECT_NEAR(report.value, expected[4], 1e-14);
}

TEST(OptimMinimize, Decay) {
  const Golden golden("minima");
  const Array t = column(golden["t"].values), y = column(golden["y"].values);
  const auto residuals = [&](const Array& p) { return at(p, 0) * exp(-at(p, 1) * t) + at(p, 2) - y; };
  const auto [p, report] = least_squares(residuals, column({1, 1, 0}));
  EXPECT_TRUE(report.converged) << report.message;
  const std::vector<double>& expected = golden["decay"].values;
  expect_close(to_vector<double>(p), {expected[0], expected[1], expected[2]}, 1e-11);
  EXPECT_NEAR(report.value, expected[3], 1e-14);
  expect_close(report.standard_errors, {expected[4], expected[5], expected[6]}, 1e-9);
}

// NIST StRD nonlinear regression (itl.nist.gov/div898/strd): certified values to eleven digits, two starts each.
struct Regression {
  std::string name;
  std::vector<double> x, y;
  std::function<Array(const Array& b, const Array& x)> model;
  std::vector<std::vector<double>> starts;
  std::vector<double> certified, deviations;
  double sum_of_squares;
};

std::vector<Regression> regressions() {
  const auto rise = [](const Array& b, const Array& x) { return at(b, 0) * (1.0 - exp(-at(b, 1) * x)); };
  return {
      {"Misra1a",
       {77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760.0},
       {10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.40, 75.47, 81.78},
       rise,
       {{500, 0.0001}, {250, 0.0005}},
       {2.3894212918E+02, 5.5015643181E-04},
       {2.7070075241E+00, 7.2668688436E-06},
       1.2455138894E-01},
      {"BoxBOD",
       {1, 2, 3, 5, 7, 10},
       {109, 149, 149, 191, 213, 224},
       rise,
       {{1, 1}, {100, 0.75}},
       {2.1380940889E+02, 5.4723748542E-01},
       {1.2354515176E+01, 1.0455993237E-01},
       1.1680088766E+03},
      {"MGH09",
       {4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625},
       {0.1957, 0.1947, 0.1735, 0.16, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246},
       [](const Array& b, const Array& x) {
         return at(b, 0) * (square(x) + x * at(b, 1)) / (square(x) + x * at(b, 2) + at(b, 3));
       },
       {{25, 39, 41.5, 39}, {0.25, 0.39, 0.415, 0.39}},
       {1.9280693458E-01, 1.9128232873E-01, 1.2305650693E-01, 1.3606233068E-01},
       {1.1435312227E-02, 1.9633220911E-01, 8.0842031232E-02, 9.0025542308E-02},
       3.0750560385E-04},
      {"MGH10",
       {50, 55, 60, 65, 70, 75, 80, 85, 90, 95, 100, 105, 110, 115, 120, 125},
       {34780, 28610, 23650, 19630, 16370, 13720, 11540, 9744, 8261, 7030, 6005, 5147, 4427, 3820, 3307, 2872},
       [](const Array& b, const Array& x) { return at(b, 0) * exp(at(b, 1) / (x + at(b, 2))); },
       {{2, 400000, 25000}, {0.02, 4000, 250}},
       {5.6096364710E-03, 6.1813463463E+03, 3.4522363462E+02},
       {1.5687892471E-04, 2.3309021107E+01, 7.8486103508E-01},
       8.7945855171E+01},
  };
}

TEST(OptimMinimize, CertifiedRegressions) {
  for (const Regression& regression : regressions())
    for (const std::vector<double>& start : regression.starts) {
      SCOPED_TRACE(regression.name + " from " + std::to_string(start[0]));
      const Array x = column(regression.x), y = column(regression.y);
      const auto [b, report] = least_squares([&](const Array& p) { return regression.model(p, x) - y; }, column(start),
                                             {.max_iterations = 20000});
      EXPECT_TRUE(report.converged) << report.message << " after " << report.iterations;
      const std::vector<double> found = to_vector<double>(b);
      for (std::size_t i = 0; i < found.size(); ++i) {
        EXPECT_NEAR(found[i] / regression.certified[i], 1, 1e-9) << i;
        EXPECT_NEAR(report.standard_errors[i] / regression.deviations[i], 1, 1e-7) << i;
      }
      EXPECT_NEAR(2 * report.value / regression.sum_of_squares, 1, 1e-9);
      RecordProperty(regression.name + "_" + std::to_string(start == regression.starts[0]), report.iterations);
    }
}

// More parameters than residuals: the Jacobian comes by rows. A step of Gauss and Newton gives the least norm.
TEST(OptimMinimize, Underdetermined) {
  const auto [p, report] = least_squares([](const Array& p) { return sum(p, {0}, true) - 6.0; }, column({0, 0, 0}));
  expect_close(to_vector<double>(p), {2, 2, 2}, 1e-9);
  EXPECT_TRUE(report.standard_errors.empty());
}

// Where the function is not finite is not gone to.
TEST(OptimMinimize, AvoidsWhatIsNotFinite) {
  const auto [p, report] = minimize([](const Array& x) { return sum(x - log(x)); }, column({1e-3, 50}));
  EXPECT_TRUE(report.converged) << report.message;
  expect_close(to_vector<double>(p), {1, 1}, 1e-6);
  const auto [q, squares] = least_squares([](const Array& x) { return log(x) + x - 1.0; }, column({1e-3, 50}));
  EXPECT_TRUE(squares.converged) << squares.message;
  expect_close(to_vector<double>(q), {1, 1}, 1e-9);
}

TEST(OptimMinimize, Refuses) {
  const auto f = [](const Array& x) { return sum(square(x)); };
  EXPECT_EQ(error_of([&] { minimize(f, column({1}), {.memory = 0}); }),
            "minimize: memory is 0; it must be between 1 and 100");
  EXPECT_EQ(
      error_of([&] { minimize(f, column({1}), {.curvature = 1e-5}); }),
      "minimize: sufficient_decrease is 0.0001 and curvature 1e-05; 0 < sufficient_decrease < curvature < 1 is needed");
  EXPECT_EQ(error_of([&] {
              minimize([](const Array& x) { return square(x); }, column({1, 2}));
            }),
            "minimize: the function gives [2]; a single number is needed");
  EXPECT_EQ(error_of([&] { minimize([](const Array& x) { return sum(log(x)); }, column({-1})); }),
            "minimize: the function or its gradient is not finite at the start");
  EXPECT_EQ(error_of([&] { least_squares(f, column({1}), {.initial_damping = 0}); }),
            "least_squares: initial_damping is 0; it must be above 0");
  std::string error;
  EXPECT_FALSE(LeastSquaresOptions{.max_iterations = -1}.is_valid(&error));
  EXPECT_EQ(error, "least_squares: max_iterations is -1; it must be at least 0");
  const auto [p, report] = minimize(f, column({1, 2}), {.max_iterations = 0});
  EXPECT_FALSE(report.converged);
  EXPECT_EQ(report.message, "the iterations are used up");
}

}  // namespace
}  // namespace ansatz
