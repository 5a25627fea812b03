// Fitting any formula to a table: nonlinear least squares with automatic derivatives.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ansatz/formula.h"
#include "ansatz/table.h"

namespace ansatz {

struct FormulaFitOptions {
  /// Where parameters start. For the others values are guessed: those that the formula is linear in are solved for, the rest
  /// are drawn at the scales of the columns that they meet, and the best of many draws are fitted a little.
  std::map<std::string, double> start = {};
  int max_iterations = 10000;  ///< of each of the two or three descents
  std::uint64_t seed = 0;      ///< of the draws

  /// Whether these can be; if not, `error` (when given) says in one line what is wrong.
  bool is_valid(std::string* error = nullptr) const;
};

struct FittedParameter {
  std::string name;
  double start = 0;  ///< where the descent began that was taken
  double estimate = 0;
  double standard_error = 0;  ///< from the linearised model; NaN with as many parameters as rows
};

/// A fitted formula. A value.
struct FormulaFit {
  Formula formula;
  std::vector<FittedParameter> parameters;  ///< in the order of their first places
  std::vector<double> covariance;           ///< of the estimates, row-major; empty without standard errors
  std::vector<double> correlation;          ///< the same with a diagonal of 1
  std::int64_t rows = 0;
  std::int64_t degrees_of_freedom = 0;     ///< rows - parameters
  double sum_of_squares = 0;               ///< of left - right
  double residual_standard_deviation = 0;  ///< NaN without degrees of freedom
  double r_squared = 0;                    ///< 1 - Σr²/Σ(left - its mean)²; NaN where that is 0/0
  bool converged = false;
  int iterations = 0;
  std::string message;             ///< why the descent ended
  std::vector<std::string> notes;  ///< what was odd, one line each, for a person

  /// The right side for the rows of a table; NaN where a column has a missing value. Throws `Error` for a column that is
  /// missing.
  std::vector<double> predict(const Table& table) const;
};

/// Fits the parameters of `left ~ right`: every name that is no column of the table is one. The left side may be any
/// expression of columns, as in `log(y) ~ a + b*x`; Σ(left - right)² is minimised by Levenberg and Marquardt's method
/// (`least_squares_residuals`), from the start that is given or guessed, and from the same with the parameters that the
/// formula is linear in solved for; the better end is taken. For the digits of the file, read the table with
/// `CsvOptions::doubles`.
///
/// Throws `FormulaError` for a formula that cannot be read, and `Error` where a name in `start` is no parameter, a column is
/// not numeric, there are fewer rows than parameters, a value is not finite (it names the row and what failed, such as the
/// logarithm of a negative number), and where parameters cannot be told apart (it names them).
FormulaFit fit_formula(const Table& table, std::string_view formula, const FormulaFitOptions& options = {});

}  // namespace ansatz
