// fit --folds: cross-validation before the fit, as a table.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "ansatz/cross_validation.h"
#include "cli/checkpoints.h"
#include "cli/terminal.h"

namespace ansatz::cli {

/// Throws `Error` for options that go with one fit alone: a state to go on from.
void check_folds(std::int64_t folds, const CheckpointFlags& flags);

/// Fits once a fold and prints a line for each as it ends, then their mean and deviation. Ctrl-C stops it.
CrossValidation cross_validate(Terminal& terminal, const std::string& architecture, const Dataset& data, int folds,
                               const FitOptions& options);

/// "5 folds   R² 0.901 ± 0.012   MAE 15,100 ± 301   …": the first three metrics.
std::string summary_of(const CrossValidation& found);

nlohmann::ordered_json as_json(const CrossValidation& found);

}  // namespace ansatz::cli
