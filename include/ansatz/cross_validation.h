// Cross-validation: how well an architecture does on rows that it did not learn from, each row once.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "ansatz/fit.h"

namespace ansatz {

struct CrossValidation {
  std::vector<Metrics> folds;      ///< on the rows of each fold, by a model that was fitted on all others
  std::vector<std::int64_t> rows;  ///< of each fold
  Metrics mean, deviation;         ///< over the folds (the deviation divides by their number), of metrics that all have
  bool interrupted = false;        ///< by a callback; `folds` has those that were complete
};

struct CrossValidationOptions {
  int folds = 5;  ///< from 2 to the number of rows with a target
  /// Called before each fold's fit and when it has its metrics; folds count from 0.
  std::function<void(int fold, std::int64_t rows)> on_start = {};
  std::function<void(int fold, const Metrics&)> on_end = {};
};

/// Deals the rows into folds (`folds` of ansatz/split.h with the fit's seed, stratified for classes) and fits once for
/// each of them on the rows of the others, which alone give the encoder, the scaling and the early stopping. `options` are
/// those of each fit; its test table and its checkpoint are not used. The same for the same seed.
///
/// Throws `Error` for more folds than rows, or than rows of a class, when a fit has fewer than 10 rows, for a table that is
/// a sample of its file, and as `fit` does.
CrossValidation cross_validate(const std::string& architecture, const Dataset& data,
                               const CrossValidationOptions& how = {}, const FitOptions& options = {});
/// The same for any function, as `fit` takes it.
CrossValidation cross_validate(const Architecture& architecture, const Dataset& data,
                               const CrossValidationOptions& how = {}, const FitOptions& options = {});

}  // namespace ansatz
