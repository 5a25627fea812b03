#include "cli/target.h"

#include <fmt/format.h>

#include "ansatz/error.h"

namespace ansatz::cli {
namespace {

/// The names of columns, as many as a line holds.
std::string listed(const std::vector<std::string>& names) {
  std::string text;
  std::size_t count = 0;
  for (const std::string& name : names) {
    if (text.size() + name.size() > 400) break;
    text += (text.empty() ? "" : ", ") + name;
    ++count;
  }
  if (count < names.size()) text += fmt::format(" and {} more", names.size() - count);
  return text;
}

}  // namespace

void check_target(const Table& table, const std::string& target) {
  if (target.empty())
    throw Error(
        fmt::format("name the column to predict with --target NAME; {} has {}", table.label(), listed(table.names())));
  if (!table.has(target)) {
    const std::string nearest = nearest_name(target, table.names());
    throw Error(fmt::format(
        "{}: unknown column \"{}\"; {}", table.label(), target,
        nearest.empty() ? "it has " + listed(table.names()) : fmt::format("did you mean \"{}\"?", nearest)));
  }
}

}  // namespace ansatz::cli
