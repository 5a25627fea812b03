// Whether bytes are UTF-8.
#pragma once

#include <cstddef>
#include <string_view>

namespace ansatz {

/// Where the first byte stands that is no UTF-8 (Unicode 15, table 3-7); the text's size when all is well.
std::size_t invalid_utf8(std::string_view text);

}  // namespace ansatz
