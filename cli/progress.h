// The line that shows how a fit is going.
#pragma once

#include <string>

#include "ansatz/fit.h"

namespace ansatz::cli {

/// "epoch  37/200  loss 0.0123    validation MAE 15,234    best 15,101    4.2 s left", in at most `width` columns: what
/// does not fit is left out, the least important first. `best` is the best so far.
std::string progress_line(const Progress& now, const Progress& best, int width);
/// The same for the second training, whose validation decides nothing that a person waits for.
std::string refit_line(const Progress& now, int width);

}  // namespace ansatz::cli
