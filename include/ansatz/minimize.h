// Minimising a function of a few parameters in double precision, with what needs more than the gradients of batches:
// L-BFGS for any smooth function, Levenberg-Marquardt for sums of squares.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "ansatz/array.h"
#include "ansatz/tree.h"

namespace ansatz {

/// Of `minimize`.
struct MinimizeOptions {
  int max_iterations = 1000;
  double gradient_tolerance = 1e-8;  ///< stops when no |∂f/∂x| is above it
  double function_tolerance = 0;     ///< stops when a step lowers f by less than this part of max(|f|, 1)
  int memory = 10;                   ///< how many past steps approximate the curvature; from 1 to 100
  double sufficient_decrease = 1e-4, curvature = 0.9;  ///< c₁ < c₂ of the strong Wolfe conditions, both in (0, 1)

  /// Whether these can be; if not, `error` (when given) says in one line what is wrong.
  bool is_valid(std::string* error = nullptr) const;
};

/// Of `least_squares`.
struct LeastSquaresOptions {
  int max_iterations = 1000;
  double gradient_tolerance = 1e-14;   ///< of the cosine between the residuals and any column of the Jacobian
  double parameter_tolerance = 1e-14;  ///< of a step's length, relative to the parameters', both scaled by the columns
  double function_tolerance = 0;       ///< of the decrease of the sum of squares by a step, relative, foreseen and seen
  double initial_damping = 1e-3;       ///< relative to the squares of the columns' norms
  /// Whether steps bend with the residuals' second derivative along them, and those that would bend too much are cut
  /// (Transtrum and Sethna 2012): keeps long first steps out of plateaus, for one more evaluation each.
  bool geodesic_acceleration = true;

  /// Whether these can be; if not, `error` (when given) says in one line what is wrong.
  bool is_valid(std::string* error = nullptr) const;
};

/// How a minimisation went.
struct MinimizeReport {
  double value = 0;          ///< f at the end; of least squares half the sum of squares
  double gradient_norm = 0;  ///< the largest |∂f/∂x| at the end
  int iterations = 0, evaluations = 0;
  bool converged = false;      ///< whether a tolerance was reached
  std::string message;         ///< why it ended
  std::vector<double> values;  ///< of f, at the start and after each iteration
  /// Of least squares with more residuals than parameters: of each number among the parameters, in order, from the
  /// linearised model, √(Σr²/(m - n) · (JᵀJ)⁻¹ᵢᵢ); empty where J has not full rank.
  std::vector<double> standard_errors;
};

/// f(x), and its gradient into `gradient`, which has the size of x.
using Objective = std::function<double(const std::vector<double>& x, std::vector<double>& gradient)>;

/// Minimises f from x, which becomes the best point found: L-BFGS (Nocedal and Wright 2006, algorithms 7.4 and 7.5) with
/// a line search for the strong Wolfe conditions (algorithms 3.5 and 3.6). Points where f is not finite are avoided.
/// Throws `Error` when the options cannot be or f is not finite at the start.
MinimizeReport minimize_objective(const Objective& f, std::vector<double>& x, const MinimizeOptions& options = {});

/// The residuals r(x), of one length for all x, and unless `jacobian` is null ∂rᵢ/∂xⱼ at jacobian[i·n + j].
using Residuals =
    std::function<void(const std::vector<double>& x, std::vector<double>& r, std::vector<double>* jacobian)>;

/// Minimises ½Σr² from x, which becomes the best point found: Levenberg-Marquardt with Nielsen's damping (Madsen, Nielsen
/// and Tingleff 2004, algorithm 3.16), columns scaled by their largest norms so far (Moré 1978), and each step from a QR
/// decomposition, which keeps the digits that the normal equations lose. Points where r is not finite are avoided.
/// Throws `Error` when the options cannot be or r is not finite at the start.
MinimizeReport least_squares_residuals(const Residuals& r, std::vector<double>& x,
                                       const LeastSquaresOptions& options = {});

/// The same for recorded functions of arrays, computed in double; the parameters become f64. The Jacobian is recorded too:
/// these are for problems with up to some hundred parameters or residuals.
MinimizeReport minimize_recorded(const std::function<Array(const std::vector<Array>&)>& f,
                                 std::vector<Array>& parameters, const MinimizeOptions& options = {});
MinimizeReport least_squares_recorded(const std::function<Array(const std::vector<Array>&)>& r,
                                      std::vector<Array>& parameters, const LeastSquaresOptions& options = {});

/// (the parameters at the minimum, f64, how it went) of f, which takes anything made of arrays and returns a single number.
template <class F, class T>
std::pair<T, MinimizeReport> minimize(F f, const T& parameters, const MinimizeOptions& options = {}) {
  std::vector<Array> flat = flatten_tree(parameters);
  MinimizeReport report =
      minimize_recorded([&](const std::vector<Array>& p) { return f(unflatten_tree(parameters, p)); }, flat, options);
  return {unflatten_tree(parameters, flat), std::move(report)};
}

/// The same for ½Σr², where r takes anything made of arrays and returns the residuals, of any shape.
template <class F, class T>
std::pair<T, MinimizeReport> least_squares(F r, const T& parameters, const LeastSquaresOptions& options = {}) {
  std::vector<Array> flat = flatten_tree(parameters);
  MinimizeReport report = least_squares_recorded(
      [&](const std::vector<Array>& p) { return r(unflatten_tree(parameters, p)); }, flat, options);
  return {unflatten_tree(parameters, flat), std::move(report)};
}

}  // namespace ansatz
