// What a column holds, told by its texts.
#pragma once

#include <optional>

#include "ansatz/table.h"

namespace ansatz {

/// Sets a column's kind (inferred unless it is given) and its numbers from its texts.
void settle_kind(Column& column, std::optional<ColumnKind> given);

/// The rows whose texts are neither missing nor what a numeric or date column holds.
std::vector<std::int64_t> unreadable_rows(const Column& column);

/// Appends a line for each of the first three unreadable values of the column, and one for how many more there are.
void note_unreadable(const Table& table, const Column& column, std::vector<std::string>& notes);

/// Whether a column that is not numeric would be with a decimal comma: "3,14".
bool has_decimal_commas(const Column& column);

}  // namespace ansatz
