#include "cli/target.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "ansatz/error.h"
#include "cli/metrics.h"
#include "cli/table_options.h"

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
  if (table.has(target)) return;
  const std::string nearest = nearest_name(target, table.names());
  throw Error(fmt::format(
      "{}: unknown column \"{}\"; {}{}", table.label(), target,
      nearest.empty() ? "it has " + listed(table.names()) : fmt::format("did you mean \"{}\"?", nearest),
      nearest.find(',') == std::string::npos ? "" : " In a list, a name with a comma stands in double quotes"));
}

Dataset with_targets(Table table, const std::string& text) {
  if (text.empty()) check_target(table, text);
  if (table.has(text)) return table.target(text);  // also a name with commas, when it is the only one
  const std::vector<std::string> names = names_in("--target", text);
  for (std::size_t i = 0; i < names.size(); ++i) {
    check_target(table, names[i]);
    if (std::find(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(i), names[i]) !=
        names.begin() + static_cast<std::ptrdiff_t>(i))
      throw Error(fmt::format("--target names \"{}\" twice", names[i]));
  }
  return table.targets(names);
}

std::string joined(const std::vector<std::string>& targets) { return fmt::format("{}", fmt::join(targets, ", ")); }

nlohmann::ordered_json as_json(const std::vector<std::string>& targets) {
  if (targets.size() == 1) return targets[0];
  return targets;
}

nlohmann::ordered_json as_json(const std::vector<std::string>& targets, const std::vector<Metrics>& each) {
  nlohmann::ordered_json object = nlohmann::ordered_json::object();
  for (std::size_t i = 0; i < each.size(); ++i) object[targets[i]] = as_json(each[i]);
  return object;
}

}  // namespace ansatz::cli
