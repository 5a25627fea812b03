// The column to predict.
#pragma once

#include <string>

#include "ansatz/table.h"

namespace ansatz::cli {

/// Throws `Error` with the nearest name, or all of them, unless the table has that column.
void check_target(const Table& table, const std::string& target);

}  // namespace ansatz::cli
