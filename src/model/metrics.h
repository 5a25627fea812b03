// Scores of predictions.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "ansatz/model.h"

namespace ansatz {

/// r2 = 1 - Σ(y - p)² / Σ(y - ȳ)², mae, rmse, and mape (a fraction, when no y is 0). r2 is 0 when all y are equal.
/// Throws `Error` when there are no rows.
Metrics regression_metrics(std::span<const double> truth, std::span<const double> predicted);

/// accuracy; log_loss (mean of -log of the true class's probability, held within 1e-15 of 0 and 1); f1, precision and
/// recall (means over the classes that occur in `truth` or among the predictions; 0 where one is not defined); for two
/// classes f1_binary, precision_binary and recall_binary (of the second class); auc (for
/// more classes the mean of each against the rest) where every class occurs. `truth`: the classes' numbers, or -1 for
/// one that the model does not know: a miss in all scores, and left out of auc. `probabilities`: [rows, classes]; the
/// likeliest counts.
Metrics classification_metrics(std::span<const int> truth, std::span<const float> probabilities, int classes);

/// How often each true class (a row) was taken for each class (a column): [classes, classes], row-major, of numbers in
/// [0, classes); rows of a truth that is unknown (-1) are left out.
std::vector<std::int64_t> confusion_matrix(std::span<const int> truth, std::span<const int> predicted, int classes);

/// The area under the receiver operating characteristic: how often a positive row has the higher score than a negative
/// one, where equal scores count half (the Mann-Whitney statistic). NaN unless both kinds are there.
double area_under_curve(const std::vector<bool>& positive, std::span<const float> scores);

}  // namespace ansatz
