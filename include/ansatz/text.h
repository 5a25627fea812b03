// Numbers as people read them.
#pragma once

#include <cstdint>
#include <string>

namespace ansatz {

/// 12345 as "12,345".
inline std::string grouped(std::int64_t number) {
  std::string digits = std::to_string(number);
  const std::size_t first = number < 0 ? 1 : 0;
  for (std::size_t i = digits.size(); i > first + 3;) digits.insert(i -= 3, 1, ',');
  return digits;
}

}  // namespace ansatz
