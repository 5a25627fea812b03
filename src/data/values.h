// What one field of a table holds; see also is_missing, parse_number and parse_date of ansatz/table.h.
#pragma once

#include <string>
#include <string_view>

#include "ansatz/column.h"

namespace ansatz {

/// Without the spaces, tabs and line ends around it.
std::string_view trim(std::string_view text);

/// A field as a message shows it: quoted, on one line, at most 40 characters.
std::string shown(std::string_view text);

/// The shortest text that reads back as the same number; "" for NaN.
std::string number_text(double value);
std::string float_text(float value);
/// A number of a column that is not from a file, as text.
std::string text_of(const Column& column, std::int64_t row);
/// Days since 1970-01-01 as 2026-11-24, with the time of day when there is one; "" for NaN.
std::string date_text(double days);

}  // namespace ansatz
