// Help with names that were mistyped.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ansatz {

/// `; did you mean "price"?` for the nearest candidate (nearest_name), or nothing when none is near.
std::string did_you_mean(std::string_view name, const std::vector<std::string>& candidates);

/// `"a", "b" and "c"`.
std::string quoted_list(const std::vector<std::string>& names);

}  // namespace ansatz
