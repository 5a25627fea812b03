// Splines and linearised curves against SciPy.
#include "ansatz/spline.h"

#include <gtest/gtest.h>

#include "ansatz/linearised.h"
#include "tests/classic_columns.h"
#include "tests/error_of.h"

namespace ansatz {
namespace {

TEST(Spline, AgreesWithScipy) {
  const Golden golden("regression");
  const std::vector<double>&x = golden["spline.x"].values, &y = golden["spline.y"].values,
        &places = golden["spline.places"].values;
  const CubicSpline natural = natural_spline(x, y);
  const std::vector<double>& expected = golden["spline.natural"].values;
  for (std::size_t i = 0; i < places.size(); ++i) {
    EXPECT_NEAR(natural(places[i]), expected[3 * i], 1e-10);
    EXPECT_NEAR(natural.slope(places[i]), expected[3 * i + 1], 1e-9);
    EXPECT_NEAR(natural.curvature(places[i]), expected[3 * i + 2], 1e-8);
  }
  for (std::size_t i = 0; i < x.size(); ++i) EXPECT_NEAR(natural(x[i]), y[i], 1e-13);
  const auto expect = [&](const CubicSpline& spline, const std::string& name, double tolerance) {
    SCOPED_TRACE(name);
    for (std::size_t i = 0; i < places.size(); ++i) EXPECT_NEAR(spline(places[i]), golden[name].values[i], tolerance);
  };
  expect(smoothing_spline(x, y, 0.01), "spline.smoothing.0.01", 1e-9);
  expect(smoothing_spline(x, y, 0.5), "spline.smoothing.0.5", 1e-9);
  expect(smoothing_spline(x, y, 20), "spline.smoothing.20", 1e-9);
  expect(smoothing_spline(x, y, 0.5, golden["spline.weights"].values), "spline.weighted", 1e-9);
  expect(smoothing_spline(x, y), "spline.automatic", 1e-3);  // each finds the minimum to its own tolerance
}

TEST(Spline, OrderEndsAndBounds) {
  const std::vector<double> x = {3, 0, 1, 2}, y = {9, 0, 1, 4};
  const CubicSpline spline = natural_spline(x, y);
  EXPECT_EQ(spline.knots(), (std::vector<double>{0, 1, 2, 3}));
  EXPECT_EQ(spline(2), 4);
  // Straight on beyond the ends.
  EXPECT_NEAR(spline(5) - spline(4), spline.slope(3), 1e-12);
  EXPECT_NEAR(spline(-1), spline(0) - spline.slope(0), 1e-12);
  EXPECT_EQ(spline.curvature(7), 0);
  // A very large λ gives the least squares line.
  const CubicSpline line = smoothing_spline(x, y, 1e12);
  EXPECT_NEAR(line(0), -1, 1e-6);
  EXPECT_NEAR(line(3), 8, 1e-6);
  const std::vector<double> two = {1, 2};
  EXPECT_EQ(natural_spline(two, two)(1.5), 1.5);
}

TEST(Spline, Refuses) {
  const std::vector<double> one = {1}, two = {1, 1}, x = {1, 2, 3}, bad = {1, NAN, 3};
  EXPECT_EQ(error_of([&] { natural_spline(one, one); }), "spline: at least two points are needed; there is 1");
  EXPECT_EQ(error_of([&] { natural_spline(two, two); }),
            "spline: two points have the same x, 1; take the mean of their y");
  EXPECT_EQ(error_of([&] { natural_spline(x, bad); }), "spline: point 2 is (2, nan); both must be finite");
  EXPECT_EQ(error_of([&] { smoothing_spline(x, x); }),
            "spline: with 3 points the smoothing must be given; 5 are enough to find it");
  EXPECT_EQ(error_of([&] { smoothing_spline(x, x, -1); }), "spline: the smoothing is -1; it must be at least 0");
}

TEST(Linearised, AgreesWithScipy) {
  const Golden golden("regression");
  const std::vector<double>& x = golden["curves.x"].values;
  for (const std::string name : {"exponential", "reciprocal"}) {
    SCOPED_TRACE(name);
    const std::vector<double>& y = golden["curves." + name + ".y"].values;
    const LinearisedFit fit = name == "exponential" ? fit_exponential(x, y) : fit_reciprocal(x, y);
    const std::vector<double>&line = golden["curves." + name + ".line"].values,
          &direct = golden["curves." + name + ".direct"].values;
    EXPECT_NEAR(fit.line.first / line[0], 1, 1e-10);
    EXPECT_NEAR(fit.line.second / line[1], 1, 1e-10);
    EXPECT_NEAR(fit.direct.first / direct[0], 1, 1e-7);
    EXPECT_NEAR(fit.direct.second / direct[1], 1, 1e-7);
    // Each is best at what it minimises.
    EXPECT_LT(fit.line.transformed_squares, fit.direct.transformed_squares);
    EXPECT_LT(fit.direct.squares, fit.line.squares);
  }
  const std::vector<double> y = {1, 0, 2}, places = {0, 1, 2};
  EXPECT_EQ(error_of([&] { fit_exponential(places, y); }),
            "exponential: y is 0 at point 2; its logarithm needs a number above 0");
  EXPECT_EQ(error_of([&] { fit_reciprocal(places, y); }), "reciprocal: y is 0 at point 2; it has no reciprocal");
}

}  // namespace
}  // namespace ansatz
