// What a command of the program is. Each file cli/commands/NAME.cc defines one, `Command NAME_command()`; the build
// lists them, so adding a file is enough.
#pragma once

#include <functional>
#include <string>

namespace CLI {
class App;
}

namespace ansatz::cli {

struct Command {
  std::string name;
  std::string summary;  ///< one line for `ansatz --help`
  /// Lines after the options in `ansatz NAME --help`: examples, details; at most 80 columns.
  std::string details;
  /// Declares the arguments and options; the function that it returns runs the command and gives the exit code.
  /// Throws `Error` for what the user did wrong.
  std::function<std::function<int()>(CLI::App&)> add;
};

}  // namespace ansatz::cli
