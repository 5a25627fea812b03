// Linear functions with few coefficients: the lasso and the elastic net, over a path of penalties.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "ansatz/table.h"

namespace ansatz {

struct ElasticNetOptions {
  double l1_share = 1;  ///< ρ, in (0, 1]: 1 is the lasso (Tibshirani 1996), less the elastic net (Zou and Hastie 2005)
  bool intercept = true;
  /// α; by default 100 of them, from the least one that makes all coefficients 0 down to a thousandth of it, in equal ratios.
  std::vector<double> penalties = {};
  double tolerance = 1e-6;  ///< of the duality gap, relative to Σ(y - ȳ)²
  int max_sweeps = 100000;  ///< over the coefficients, for each penalty
  int threads = 0;          ///< 0: all processors; the result is the same for any number

  /// Whether these can be; if not, `error` (when given) says in one line what is wrong.
  bool is_valid(std::string* error = nullptr) const;
};

/// The minimum at one penalty.
struct ElasticNetFit {
  double penalty = 0;
  double intercept = 0;
  std::vector<double> coefficients;  ///< one a column; many are exactly 0
  double r_squared = 0;
  int sweeps = 0;
  bool converged = false;
};

/// Minimises Σ(y - b₀ - X·b)²/(2·rows) + α·ρ·Σ|b| + α·(1 - ρ)/2·Σb² for each penalty α, from the largest on, each from the
/// minimum before: cyclic coordinate descent with covariance updates (Friedman, Hastie and Tibshirani 2010, "Regularization
/// paths for generalized linear models via coordinate descent", section 2.2). Columns are not scaled. Throws `Error` for
/// options that can't be, numbers that are not finite, and columns of other lengths than the target.
std::vector<ElasticNetFit> elastic_net_path(const std::vector<std::pair<std::string, std::span<const double>>>& columns,
                                            std::span<const double> target, const ElasticNetOptions& options = {});

/// A path over a table's columns.
struct ElasticNetPath {
  std::vector<std::string> names;  ///< of the coefficients
  std::vector<ElasticNetFit> fits;
  std::int64_t rows = 0;
  std::vector<std::string> notes;  ///< what was odd, one line each, for a person
};

/// The same for the dataset's target and its other columns, which become numbers as for `regress`.
ElasticNetPath elastic_net(const Dataset& data, const ElasticNetOptions& options = {});

}  // namespace ansatz
