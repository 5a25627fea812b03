// Names that have little room, and must still tell their things apart.
#include <algorithm>
#include <cstring>
#include <set>

#include "ansatz/text.h"

namespace ansatz {
namespace {

using Names = std::vector<std::string>;

bool begins_character(char c) { return (c & 0xC0) != 0x80; }

int characters(const std::string& text) {
  return static_cast<int>(std::count_if(text.begin(), text.end(), begins_character));
}

// At most `most` characters, the last one an "…" when there were more.
std::string beginning(const std::string& name, int most) {
  if (characters(name) <= most) return name;
  std::size_t end = 0;
  for (int left = most; end < name.size(); ++end)
    if (begins_character(name[end]) && --left < 0) break;
  while (end > 0 && !begins_character(name[--end])) {
  }
  return name.substr(0, end) + "…";
}

// At most `most` characters, the first one an "…" when there were more.
std::string ending(const std::string& name, int most) {
  if (characters(name) <= most) return name;
  std::size_t begin = name.size();
  for (int left = most - 1; left > 0; --left)
    while (!begins_character(name[--begin])) {
    }
  return "…" + name.substr(begin);
}

// How much all names begin with, up to its last separator: "digit " of "digit 3" and "digit 7".
std::size_t common_beginning(const Names& names) {
  std::size_t length = names[0].size();
  for (const std::string& name : names) {
    const auto differs = std::mismatch(name.begin(), name.end(), names[0].begin(), names[0].end()).first;
    length = std::min(length, static_cast<std::size_t>(differs - name.begin()));
  }
  while (length > 0 && !std::strchr(" _-./:", names[0][length - 1])) --length;
  return length;
}

bool differ(const Names& names) { return std::set<std::string>(names.begin(), names.end()).size() == names.size(); }

}  // namespace

ShortNames short_names(const std::vector<std::string>& names, int most) {
  if (names.empty()) return {};
  const std::size_t common = common_beginning(names);
  Names beginnings, rests, ends, numbers;
  for (const std::string& name : names) {
    beginnings.push_back(beginning(name, most));
    rests.push_back("…" + beginning(name.substr(common), most - 1));
    ends.push_back(ending(name, most));
    numbers.push_back(std::to_string(numbers.size() + 1));
  }
  for (const Names& tried : {beginnings, rests, ends})
    if (differ(tried)) return {tried, false};
  return {numbers, true};
}

}  // namespace ansatz
