// Linear regression: coefficients with their standard errors, what they explain, and bands around the fitted function.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "ansatz/table.h"

namespace ansatz {

struct RegressionOptions {
  int degree = 1;  ///< each numeric column's powers from 1 to this
  bool intercept = true;
  double ridge = 0;  ///< λ in Σr² + λ·Σb², the intercept left out (Hoerl and Kennard 1970); 0: least squares
  std::string weights = {};  ///< a column of positive weights: Σ w·r² is minimised
  int threads = 0;           ///< 0: all processors; the result is the same for any number

  /// Whether these can be; if not, `error` (when given) says in one line what is wrong.
  bool is_valid(std::string* error = nullptr) const;
};

struct Coefficient {
  std::string name;  ///< "(intercept)", "size", "size^2", "town=Leeds"
  double estimate = 0;
  /// NaN where there are none: with a ridge, or with as many coefficients as rows.
  double standard_error = 0;
  double t = 0;  ///< estimate / standard error
  double p = 0;  ///< of |T| > |t| were the coefficient 0
};

/// What the fitted function says of one row, with its bands at one level of confidence.
struct RegressionBand {
  double mean = 0;
  double standard_error = 0;                       ///< of the mean
  double confidence_low = 0, confidence_high = 0;  ///< of the mean
  double prediction_low = 0, prediction_high = 0;  ///< of a new value
};

/// A fitted linear regression. A value.
struct Regression {
  std::string target;
  std::vector<Coefficient> coefficients;  ///< the intercept first, then by column, then by power or level
  std::vector<double> covariance;         ///< of the estimates, row-major; empty where there are no standard errors
  std::int64_t rows = 0;
  std::int64_t degrees_of_freedom = 0;     ///< rows - coefficients
  double sum_of_squares = 0;               ///< of the residuals, weighted
  double residual_standard_deviation = 0;  ///< √(sum of squares / degrees of freedom); NaN without any
  double r_squared = 0;  ///< 1 - Σr²/Σ(y - ȳ)²; without an intercept 1 - Σr²/Σy²; NaN where that is 0/0
  double adjusted_r_squared = 0;
  double f = 0, f_p = 0;           ///< of all coefficients but the intercept being 0; NaN with a ridge
  std::vector<std::string> notes;  ///< what was odd, one line each, for a person

  /// The function and its bands for the rows of a table with the same columns; NaN where a value is missing. `level` is the
  /// probability with which a band holds what it is for. Throws `Error` for a column that is missing.
  std::vector<RegressionBand> bands(const Table& table, double level = 0.95) const;
  /// The same for rows of the columns that `regress_columns` was given.
  std::vector<RegressionBand> bands(const std::vector<std::vector<double>>& rows, double level = 0.95) const;

  struct Fitted;
  std::shared_ptr<const Fitted> fitted;  ///< what `bands` needs
};

/// Fits the dataset's target as a linear function of its other columns: a number is itself and its powers, a date the days
/// since 1970-01-01, a category of k levels k - 1 columns of 0 and 1 (the first level in the alphabet is in the intercept;
/// without an intercept the first such column has all k). Columns of text are left out, and rows with a missing value; both
/// are noted. For the digits of the file, read the table with `CsvOptions::doubles`.
///
/// All of it is computed in twice the precision of double (`src/classic/normal_equations.h`); polynomials too, whose powers
/// are formed so. Throws `Error` where the target is not numeric, where columns are collinear (and there is no ridge: it
/// names them), and where there are fewer rows than coefficients.
Regression regress(const Dataset& data, const RegressionOptions& options = {});

/// The same for columns in memory, each with its name; nothing is copied where degree is 1. The spans' numbers must be
/// finite.
Regression regress_columns(const std::vector<std::pair<std::string, std::span<const double>>>& columns,
                           std::span<const double> target, const RegressionOptions& options = {},
                           std::span<const double> weights = {});

}  // namespace ansatz
