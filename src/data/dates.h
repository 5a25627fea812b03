// Dates in text.
#pragma once

#include <string_view>

#include "ansatz/column.h"

namespace ansatz {

/// Days since 1970-01-01 (a time of day counts as a fraction) of a date in one of the three notations for dates, without
/// spaces around it; NaN when the text holds none.
double days_of(std::string_view text, Notation notation);

}  // namespace ansatz
