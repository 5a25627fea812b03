// Other programs that help where they are installed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ansatz {

/// Runs a program with these words, the first being its name, looked for in PATH, and `input` as its standard input; what
/// it writes to standard output. None when there is no such program. Throws `Error` with the first line of its standard error when it fails.
std::optional<std::string> run_program(const std::vector<std::string>& words, std::string_view input);

}  // namespace ansatz
