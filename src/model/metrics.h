// Scores of predictions.
#pragma once

#include <span>

#include "ansatz/model.h"

namespace ansatz {

/// r2 = 1 - Σ(y - p)² / Σ(y - ȳ)², mae, rmse, and mape (a fraction, when no y is 0). r2 is 0 when all y are equal.
/// Throws `Error` when there are no rows.
Metrics regression_metrics(std::span<const double> truth, std::span<const double> predicted);

/// accuracy, log_loss (mean of -log of the true class's probability, held within 1e-15 of 0 and 1), f1 (mean over the
/// classes that occur in `truth` or among the predictions). `truth`: the classes' numbers, or -1 for one that the
/// model does not know: a miss in all scores. `probabilities`: [rows, classes]; the likeliest counts.
Metrics classification_metrics(std::span<const int> truth, std::span<const float> probabilities, int classes);

}  // namespace ansatz
