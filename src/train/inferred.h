// What a fit chose, in lines for people.
#pragma once

#include <string>

#include "ansatz/fit.h"
#include "data/encoder.h"
#include "data/target.h"

namespace ansatz {

/// "input: 14 columns (9 numeric, 5 categorical) as 60 features"
std::string column_line(const Table& inputs, const Encoder& encoder);
/// "output: sale_price, regression, 12,789 to 755,000"
std::string target_line(const Target& target);
/// "rows: 2,110 to train, 234 to validate, 586 to test". `folds`: members check each other; `given`: so was the test.
std::string rows_line(const FitReport& report, bool folds, bool given);

}  // namespace ansatz
