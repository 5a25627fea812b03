// Text for SVG files.
#pragma once

#include <string>
#include <string_view>

namespace ansatz::figure {

/// Text as the content of an element: markup is escaped, control characters become spaces, bytes that are no UTF-8 become
/// "?", and what is longer than `most` characters ends in "…".
std::string escaped(std::string_view text, int most = 80);

}  // namespace ansatz::figure
