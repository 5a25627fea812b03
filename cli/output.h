// What a command leaves behind: standard output, files, and commands to paste.
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace ansatz::cli {

/// Nobody reads standard output any more; the program ends in silence.
struct BrokenPipe {};

/// Writes all of it to standard output. Throws `Error` when that fails (a full disk), BrokenPipe when its reader left.
void write_output(std::string_view text);
/// An object on one line; what is no UTF-8 in it is replaced.
std::string json_text(const nlohmann::ordered_json& object);
/// Writes it, and a line end, to standard output.
void write_json(const nlohmann::ordered_json& object);

/// Throws `Error` unless a file of that name could be written now: its folder exists and can be written into, and what is
/// there is a file. `option` names what was given ("--out").
void check_writable(const std::filesystem::path& path, std::string_view option);

/// Throws `Error` when both names are the same file: `data` would be lost.
void check_different(const std::filesystem::path& output, const std::filesystem::path& input, std::string_view option);

/// Whether the model file is rather the data and the other way round, judged by their names; throws `Error` then.
void check_order(const std::string& model, const std::string& data, std::string_view command);

/// One command line, each argument quoted for a shell where it must be; the first is replaced by the name that this
/// program was called by.
std::string command_line(const std::vector<std::string>& arguments);

/// The command line that this program was called with, with one more option (if any) at its end and without those in `left_out`.
std::string called_with(const std::string& option, const std::vector<std::string>& left_out);

/// The same with these at its end, and without these options that take a value.
std::string called_instead(const std::vector<std::string>& without, const std::vector<std::string>& added);

/// How the program was called, for those above.
void set_call(int argc, const char* const* argv);

}  // namespace ansatz::cli
