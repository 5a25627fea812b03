// The program: finds the command, runs it, and turns what is thrown into one line and an exit code.
#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <exception>
#include <functional>
#include <string>
#include <vector>

#include "ansatz/error.h"
#include "ansatz/formula.h"
#include "ansatz/table.h"
#include "cli/command.h"
#include "cli/help.h"
#include "cli/output.h"

namespace ansatz::cli {

// One declaration and one entry for each file in cli/commands/.
#define COMMAND(name) Command name##_command();
#include "cli/commands.inc"
#undef COMMAND

namespace {

std::vector<Command> all_commands() {
  std::vector<Command> commands = {
#define COMMAND(name) name##_command(),
#include "cli/commands.inc"
#undef COMMAND
  };
  // In the order of a person's work; commands that are not named here follow by name.
  const std::vector<std::string> order = {"fit", "predict", "eval", "explain", "show", "runs"};
  std::stable_sort(commands.begin(), commands.end(), [&](const Command& a, const Command& b) {
    return std::find(order.begin(), order.end(), a.name) < std::find(order.begin(), order.end(), b.name);
  });
  return commands;
}

/// What was meant instead of a wrong name: `; did you mean fit?`, or where to find what there is.
std::string hint(const std::string& name, const std::vector<std::string>& names, const std::string& otherwise) {
  const std::string nearest = nearest_name(name, names);
  return nearest.empty() ? "; " + otherwise : fmt::format("; did you mean {}?", nearest);
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options())
    if (!option->get_positional()) names.push_back("--" + option->get_lnames().at(0));
  return names;
}

/// Throws `Error` for what stands on the command line and means nothing.
void check_remaining(const std::string& command, const CLI::App& app, const std::string& help) {
  const std::vector<std::string> remaining = app.remaining();
  for (const std::string& text : remaining)
    if (text.size() > 1 && text[0] == '-') {
      const std::string name = text.substr(0, text.find('='));
      throw Error(fmt::format("unknown option {}{}", name, hint(name, option_names(app), help)));
    }
  if (!remaining.empty())
    throw Error(fmt::format("\"{}\" is one argument too many for {}; {}", remaining[0], command, help));
}

/// Throws `Error` where an option that wants a value is followed by another option, which would be taken for it
/// (`--target --epochs 3`); `--target=--epochs` says that it is meant.
void check_values(const CLI::App& app, const std::vector<std::string>& arguments, const std::string& help) {
  const auto option = [&](const std::string& text) {
    return text.rfind("--", 0) == 0 ? app.get_option_no_throw(text.substr(0, text.find('='))) : nullptr;
  };
  for (std::size_t i = 1; i + 1 < arguments.size(); ++i) {
    const CLI::Option* wants = option(arguments[i]);
    if (wants != nullptr && wants->get_expected_max() > 0 && arguments[i].find('=') == std::string::npos &&
        option(arguments[i + 1]) != nullptr)
      throw Error(fmt::format("{} wants a value; {}", arguments[i], help));
  }
}

/// A program that was started with a closed stream would get its number for the next file that it opens, and write its
/// messages into the model. Reading or writing what stands in for the stream fails.
void open_missing_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (::fcntl(stream, F_GETFD) < 0 && errno == EBADF)
      (void)!::open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

int run(const std::vector<std::string>& arguments) {
  const std::vector<Command> commands = all_commands();
  if (arguments.empty() || arguments[0] == "--help" || arguments[0] == "-h" || arguments[0] == "help") {
    write_output(help_of_program(commands));
    return 0;
  }
  if (arguments[0] == "--version") {
    write_output("ansatz " ANSATZ_VERSION "\n");
    return 0;
  }
  const auto command =
      std::find_if(commands.begin(), commands.end(), [&](const Command& each) { return each.name == arguments[0]; });
  if (command == commands.end()) {
    std::vector<std::string> names;
    for (const Command& each : commands) names.push_back(each.name);
    if (arguments[0][0] == '-') {
      throw Error(fmt::format("unknown option {}{}", arguments[0],
                              hint(arguments[0], {"--help", "--version"}, "ansatz --help lists the commands")));
    }
    throw Error(fmt::format("unknown command \"{}\"{}", arguments[0],
                            hint(arguments[0], names, "ansatz --help lists the commands")));
  }

  CLI::App app;
  app.set_help_flag("--help,-h", "print this");
  app.allow_extras();
  const std::function<int()> action = command->add(app);
  const std::string help = fmt::format("see: ansatz {} --help", command->name);
  check_values(app, arguments, help);
  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend() - 1));  // CLI11 wants them reversed
  } catch (const CLI::CallForHelp&) {
    write_output(help_of_command(*command, app));
    return 0;
  } catch (const CLI::ArgumentMismatch& mismatch) {
    const std::string text = mismatch.what();  // "--lr: …", but "json …" for flags
    std::string name = text.substr(0, text.find_first_of(": "));
    if (name.rfind("--", 0) != 0) name = "--" + name;
    const CLI::Option* option = app.get_option_no_throw(name);
    const bool is_flag = option != nullptr && option->get_expected_max() == 0;
    throw Error(fmt::format("{} {}; {}", name, is_flag ? "takes no value" : "wants a value", help));
  } catch (const CLI::RequiredError& missing) {
    check_remaining(command->name, app, help);
    const std::string text = missing.what();
    throw Error(fmt::format("{} is missing; {}", text.substr(0, text.find(' ')), help));
  } catch (const CLI::ParseError& error) {
    throw Error(fmt::format("{}; {}", error.what(), help));
  }
  check_remaining(command->name, app, help);
  return action();
}

}  // namespace
}  // namespace ansatz::cli

int main(int argc, char** argv) {
  using namespace ansatz::cli;
  open_missing_streams();
  set_call(argc, argv);
  try {
    return run(std::vector<std::string>(argv + std::min(argc, 1), argv + argc));
  } catch (const BrokenPipe&) {
    return 128 + SIGPIPE;
  } catch (const ansatz::FormulaError& error) {
    const std::string& marked = error.marked();
    const std::size_t end = marked.find('\n');
    fmt::print(stderr, "ansatz: {}\n  {}\n  {}\n", error.what(), marked.substr(0, end), marked.substr(end + 1));
    return 2;
  } catch (const ansatz::Error& error) {
    fmt::print(stderr, "ansatz: {}\n", error.what());
    return 2;
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "ansatz: out of memory\n");
  } catch (const std::exception& error) {
    fmt::print(stderr, "ansatz: internal error: {}\n", error.what());
  }
  return 1;
}
