// The one exception type of the library.
#pragma once

#include <stdexcept>
#include <string>

namespace ansatz {

/// What every failure throws. `what()` is one line for the person who made the mistake: what is wrong, where, and
/// what would be right. The program prints it and exits with code 2.
class Error : public std::runtime_error {
 public:
  explicit Error(const std::string& message) : std::runtime_error(message) {}
};

}  // namespace ansatz
