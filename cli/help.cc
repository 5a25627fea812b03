#include "cli/help.h"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <algorithm>

#include "cli/terminal.h"

namespace ansatz::cli {
namespace {

constexpr int left = 24;  // columns of a name, with the two before it

std::string row(const std::string& name, const std::string& description) {
  std::string text;
  for (const std::string& line : wrapped(fmt::format("  {:<{}}{}", name, left - 2, description), 80, left))
    text += line + "\n";
  return text;
}

}  // namespace

std::string help_of_program(const std::vector<Command>& commands) {
  std::string text =
      "Choose a form, fit it to your data, look at it, and ship it.\n\n"
      "usage: ansatz COMMAND [options]\n\n";
  for (const Command& command : commands) text += row(command.name, command.summary);
  text += row("--version", "print the version");
  text += row("--help", "print this; `ansatz COMMAND --help` explains a command");
  text +=
      "\nexample:\n"
      "  ansatz fit houses.csv --target price   # writes houses.onnx and houses.svg\n"
      "  ansatz predict houses.onnx new.csv     # prints new.csv with predicted_price\n";
  return text;
}

std::string help_of_command(const Command& command, const CLI::App& app) {
  std::string usage = "usage: ansatz " + command.name, arguments;
  // The options of each group, in the order in which they were declared; those of no group first.
  std::vector<std::pair<std::string, std::string>> groups = {{"Options", ""}};
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_positional()) {
      usage += " " + option->get_name(true, false);
      arguments += row(option->get_name(true, false), option->get_description());
    } else {
      const std::string kind = option->get_expected_max() == 0 ? "" : " " + option->get_type_name();
      const auto is_its = [&](const auto& group) { return group.first == option->get_group(); };
      auto group = std::find_if(groups.begin(), groups.end(), is_its);
      if (group == groups.end()) group = groups.insert(group, {option->get_group(), ""});
      group->second += row("--" + option->get_lnames().at(0) + kind, option->get_description());
    }
  }
  std::string options = groups[0].second;
  for (std::size_t i = 1; i < groups.size(); ++i)
    options += fmt::format("\n{}:\n{}", groups[i].first, groups[i].second);
  return fmt::format("{} [options]\n{}.\n\n{}\n{}\n{}", usage, command.summary, arguments, options, command.details);
}

}  // namespace ansatz::cli
