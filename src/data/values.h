// What one field of a table holds; see also is_missing, parse_number and parse_date of ansatz/table.h.
#pragma once

#include <string>
#include <string_view>

namespace ansatz {

/// Without the spaces, tabs and line ends around it.
std::string_view trim(std::string_view text);

/// A field as a message shows it: quoted, on one line, at most 40 characters.
std::string shown(std::string_view text);

/// The shortest text that reads back as the same number; "" for NaN.
std::string number_text(double value);
std::string float_text(float value);

}  // namespace ansatz
