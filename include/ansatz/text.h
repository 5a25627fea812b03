// Numbers and names as people read them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ansatz {

/// 12345 as "12,345".
inline std::string grouped(std::int64_t number) {
  std::string digits = std::to_string(number);
  const std::size_t first = number < 0 ? 1 : 0;
  for (std::size_t i = digits.size(); i > first + 3;) digits.insert(i -= 3, 1, ',');
  return digits;
}

struct ShortNames {
  std::vector<std::string> names;
  bool numbered = false;  ///< nothing short told them apart, so they are "1", "2", …
};

/// Names of at most `most` characters (3 or more) that still differ: their beginnings, what follows a beginning that all
/// share, or their ends, with "…" for what is left out; else their numbers. Numbers may be longer.
ShortNames short_names(const std::vector<std::string>& names, int most);

}  // namespace ansatz
