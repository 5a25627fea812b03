// Curves that a transformation makes a line, fitted both ways: as that line, and directly.
#pragma once

#include <span>

namespace ansatz {

/// Two parameters, and what each way of fitting minimises: the squares of the transformed y, or those of y itself.
struct CurveFit {
  double first = 0, second = 0;    ///< k and α of k·e^(αx), or α and β of 1/(αx + β)
  double squares = 0;              ///< Σ(y - f(x))²
  double transformed_squares = 0;  ///< Σ(log y - log f)², or Σ(1/y - 1/f)²
};

struct LinearisedFit {
  CurveFit line;    ///< the least squares line through the transformed y: least transformed squares
  CurveFit direct;  ///< the least squares fit of the curve: least squares
};

/// y = k·e^(αx), as the line log y = log k + αx, and directly. Throws `Error` for a y of at most 0, naming the point, and for
/// fewer than two different x.
LinearisedFit fit_exponential(std::span<const double> x, std::span<const double> y);

/// y = 1/(αx + β), as the line 1/y = αx + β, and directly. Throws `Error` for a y of 0, naming the point, and for fewer than two
/// different x.
LinearisedFit fit_reciprocal(std::span<const double> x, std::span<const double> y);

}  // namespace ansatz
