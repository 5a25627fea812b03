// `ansatz fit DATA --formula "y ~ a*exp(-b*x) + c"`: any formula instead of a network.
#pragma once

#include <cstdint>
#include <string>

#include "cli/table_options.h"

namespace ansatz::cli {

struct FormulaOptions {
  std::string formula, start, figure;
};

/// --formula, --start and --figure as a group of their own.
void add_formula_options(CLI::App& app, FormulaOptions& options);

/// Whether one of them is there.
bool is_given(const FormulaOptions& options);

/// What a fit of a formula shares with that of a network.
struct FormulaTask {
  std::string data;
  TableOptions table;
  std::int64_t seed = 0;
  bool json = false, quiet = false;
};

/// Fits it, prints the parameters, and draws the figure where one is asked for. Throws `Error` for options that mean nothing
/// to a formula.
int fit_formula(const FormulaOptions& options, const CLI::App& app, const FormulaTask& task);

}  // namespace ansatz::cli
