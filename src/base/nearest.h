// The name that somebody may have meant.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace ansatz {

/// Insertions, deletions, substitutions and swaps of neighbours that turn a into b (Damerau 1964, restricted).
inline int edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<int>> d(a.size() + 1, std::vector<int>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = static_cast<int>(i);
  for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= a.size(); ++i)
    for (std::size_t j = 1; j <= b.size(); ++j) {
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  return d[a.size()][b.size()];
}

/// The closest of `names`, or "" when none is close (more than a third of the letters differ, at least 2 allowed).
inline std::string closest_name(std::string_view name, const std::vector<std::string>& names) {
  std::string best;
  int best_distance = std::max<int>(2, static_cast<int>(name.size()) / 3) + 1;
  for (const std::string& candidate : names)
    if (const int distance = edit_distance(name, candidate); distance < best_distance) {
      best_distance = distance;
      best = candidate;
    }
  return best;
}

/// `; did you mean "x"?` or, when nothing is close, `; possible: a, b, c`.
inline std::string suggestion(std::string_view name, const std::vector<std::string>& names) {
  if (const std::string nearest = closest_name(name, names); !nearest.empty())
    return "; did you mean \"" + nearest + "\"?";
  std::string text;
  for (const std::string& candidate : names) text += (text.empty() ? "; possible: " : ", ") + candidate;
  return text;
}

}  // namespace ansatz
