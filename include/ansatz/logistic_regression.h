// Logistic regression: the probability of one of two classes as a function of columns.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "ansatz/regression.h"
#include "ansatz/table.h"

namespace ansatz {

struct LogisticOptions {
  bool intercept = true;
  double ridge = 0;  ///< λ in -log likelihood + λ/2·Σb², the intercept left out; 0: maximum likelihood
  int threads = 0;   ///< 0: all processors; the result is the same for any number
};

/// A fitted logistic regression. A value.
struct LogisticRegression {
  std::string target;
  std::string event, other;  ///< the probability is of `event`, the later one in the alphabet, or the larger number
  /// Of the log odds; t is the estimate / its standard error, p is of the normal distribution. NaN with a ridge.
  std::vector<Coefficient> coefficients;
  std::int64_t rows = 0;
  double log_likelihood = 0;
  double null_log_likelihood = 0;  ///< of the share of `event` as everybody's probability
  double pseudo_r_squared = 0;     ///< 1 - log likelihood / null log likelihood (McFadden 1974)
  int iterations = 0;
  std::vector<std::string> notes;  ///< what was odd, one line each, for a person

  /// The probability of `event` for the rows of a table with the same columns; NaN where a value is missing.
  std::vector<double> probabilities(const Table& table) const;

  struct Fitted;
  std::shared_ptr<const Fitted> fitted;  ///< what `probabilities` needs
};

/// Fits log(p/(1 - p)) as a linear function of the columns, which become numbers as for `regress`, by iteratively reweighted
/// least squares (McCullagh and Nelder 1989, "Generalized linear models", section 2.5). Throws `Error` where the target has
/// not two different values, where columns are collinear, and where they part the classes, all or some of their rows, without an
/// error: then the likelihood has no maximum; a ridge gives one.
LogisticRegression logistic_regress(const Dataset& data, const LogisticOptions& options = {});

}  // namespace ansatz
