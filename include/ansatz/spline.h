// Cubic splines: through points, or smoothly near them.
#pragma once

#include <optional>
#include <span>
#include <vector>

namespace ansatz {

/// A cubic spline whose second derivative is 0 at its ends, and which goes on as a straight line beyond them. A value.
class CubicSpline {
 public:
  /// The value at x, the slope, and the second derivative.
  double operator()(double x) const;
  double slope(double x) const;
  double curvature(double x) const;

  const std::vector<double>& knots() const { return knots_; }            ///< ascending
  const std::vector<double>& values() const { return values_; }          ///< at the knots
  const std::vector<double>& curvatures() const { return curvatures_; }  ///< second derivatives there
  double smoothing() const { return smoothing_; }                        ///< λ

 private:
  friend CubicSpline smoothing_spline(std::span<const double>, std::span<const double>, std::optional<double>,
                                      std::span<const double>);
  std::vector<double> knots_, values_, curvatures_;
  double smoothing_ = 0;
};

/// The natural cubic spline through all points: of all smooth functions through them the one with the least ∫f″². The x may
/// come in any order but must differ. Throws `Error` for fewer than two points, and for numbers that are not finite.
CubicSpline natural_spline(std::span<const double> x, std::span<const double> y);

/// The function that minimises Σ w(y - f(x))² + λ∫f″², a cubic spline with a knot at each x (Reinsch 1967, "Smoothing by
/// spline functions"). Without a λ the one that minimises the generalized cross-validation m·Σw(y - f)²/(m - trace)² (Craven
/// and Wahba 1978), which takes at least 5 points. λ = 0 gives `natural_spline`. Weights, above 0, are 1 by default. Time and memory
/// grow as the number of points does.
CubicSpline smoothing_spline(std::span<const double> x, std::span<const double> y, std::optional<double> smoothing = {},
                             std::span<const double> weights = {});

}  // namespace ansatz
