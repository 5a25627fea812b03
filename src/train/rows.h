// From a table to the rows that train, validate and test.
#pragma once

#include <string>
#include <vector>

#include "ansatz/fit.h"
#include "train/network.h"

namespace ansatz {

struct FitRows {
  Target target;  ///< of all rows
  Table inputs;   ///< the table without the target
  Prepared prepared;
  Table test;
  std::vector<std::string> notes;  ///< what was strange in the data and how it was handled
};

/// Sets a part of the rows aside for the test when none is given, and a tenth of the rest for validation. With `folds`
/// none of the rest: the network validates itself with rows that some of its members never see.
/// Throws for fewer than 10 rows, and for what find_targets and fit_encoder refuse.
FitRows prepare_rows(const Dataset& data, const FitOptions& options, bool folds);

}  // namespace ansatz
