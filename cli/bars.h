// Bars made of characters, for tables on a terminal.
#pragma once

#include <string>

namespace ansatz::cli {

/// A bar of `part` (0 to 1) of `width` columns, to an eighth of a column: "████▌"; empty for parts below.
std::string bar(double part, int width);

}  // namespace ansatz::cli
