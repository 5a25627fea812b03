// The one exception type of the library.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace ansatz {

/// The text on one line: a line break becomes \n, other control characters (an escape sequence in a column's name) \x1b
/// and the like.
std::string one_line(std::string_view text);

/// What every failure throws. `what()` is one line for the person who made the mistake: what is wrong, where, and
/// what would be right. The program prints it and exits with code 2.
class Error : public std::runtime_error {
 public:
  explicit Error(const std::string& message) : std::runtime_error(one_line(message)) {}
};

}  // namespace ansatz
