// fit --search: the table of trials, and what was found as options.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "ansatz/search.h"
#include "cli/checkpoints.h"
#include "cli/terminal.h"

namespace ansatz::cli {

/// Throws `Error` for options that a search does not go with.
void check_search(std::int64_t trials, std::int64_t folds, const CheckpointFlags& flags);

/// "--arch mlp:64,64 --lr 0.001": the options that say what the candidate is, and with `refit` that it learns twice.
std::vector<std::string> flags_of(const Candidate& candidate, bool refit);

/// The options that flags_of may give, and --search itself.
std::vector<std::string> searched_options();

/// Searches and shows a line for each trial; every trial is a run in the store.
SearchResult search(Terminal& terminal, const Dataset& data, const std::string& file, int trials,
                    const Candidate& fixed, const FitOptions& options);

/// {"trials", "fits", "metric", "score", "default_score", "chosen"}
nlohmann::ordered_json as_json(const SearchResult& found, bool refit);

}  // namespace ansatz::cli
