// Help with names that were mistyped.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ansatz {

/// The candidate nearest to a name by edit distance (insert, delete, replace, swap neighbours; case counts little), or the
/// shortest that holds it; empty when none is near.
std::string nearest_name(std::string_view name, const std::vector<std::string>& candidates);

/// `; did you mean "price"?` for the nearest candidate, or nothing when none is near.
std::string did_you_mean(std::string_view name, const std::vector<std::string>& candidates);

/// The same, but all candidates, `; possible: a, b, c`, when none is near.
std::string suggestion(std::string_view name, const std::vector<std::string>& candidates);

/// `"a", "b" and "c"`.
std::string quoted_list(const std::vector<std::string>& names);

}  // namespace ansatz
