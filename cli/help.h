// The text of --help, within 80 columns.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"

namespace ansatz::cli {

/// `ansatz --help`: all commands.
std::string help_of_program(const std::vector<Command>& commands);
/// `ansatz NAME --help`: the command's arguments and options as they were declared.
std::string help_of_command(const Command& command, const CLI::App& app);

}  // namespace ansatz::cli
