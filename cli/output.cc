#include "cli/output.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>

#include "ansatz/error.h"

namespace ansatz::cli {
namespace {

std::string program_name = "ansatz";
std::vector<std::string> given_arguments;

std::string cause(int error) {
  switch (error) {
    case ENOSPC: return "the disk is full";
    case EACCES:
    case EPERM: return "permission denied";
    case ENOENT: return "no file can be made there";
    case EROFS: return "the file system is read-only";
    default: return std::strerror(error);
  }
}

std::string shell_quoted(const std::string& text) {
  static constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:,=@%+";
  bool simple = !text.empty();
  for (const char c : text) simple &= plain.find(c) != std::string_view::npos || (c & 0x80) != 0;
  if (simple) return text;
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'') result += "'\\''";
    else result += c;
  }
  return result + "'";
}

bool ends_with(const std::string& text, std::string_view end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

}  // namespace

void write_output(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(STDOUT_FILENO, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && errno == EPIPE) throw BrokenPipe();
    if (written < 0) throw Error(fmt::format("cannot write to standard output: {}", cause(errno)));
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

std::string json_text(const nlohmann::ordered_json& object) {
  return object.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

void write_json(const nlohmann::ordered_json& object) { write_output(json_text(object) + "\n"); }

void check_writable(const std::filesystem::path& path, std::string_view option) {
  namespace fs = std::filesystem;
  const std::string name = path.string();
  std::error_code error;
  if (path.filename().empty() || fs::is_directory(path, error))
    throw Error(fmt::format("{} {} is a folder; name a file in it", option, shell_quoted(name)));
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  if (!fs::exists(folder, error))
    throw Error(fmt::format("{} {}: there is no folder {}", option, shell_quoted(name), shell_quoted(folder.string())));
  if (!fs::is_directory(folder, error))
    throw Error(fmt::format("{} {}: {} is no folder", option, shell_quoted(name), shell_quoted(folder.string())));
  if (fs::exists(path, error) && !fs::is_regular_file(path, error))
    throw Error(fmt::format("{} {} is a device or a pipe; name a file", option, shell_quoted(name)));
  // Asking for permission is not enough: only writing shows quotas, read-only file systems, and names that are too long.
  const fs::path trial = folder / fmt::format(".{}.{}.tmp", path.filename().string().substr(0, 200), ::getpid());
  const int file = ::open(trial.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const int failure = errno;
  if (file >= 0) {
    ::close(file);
    ::unlink(trial.c_str());
  }
  if (file < 0) {
    const std::string where = folder == "." ? "this folder" : fmt::format("the folder {}", shell_quoted(folder.string()));
    throw Error(fmt::format("cannot write {}: {}: {}", shell_quoted(name), where, cause(failure)));
  }
  if (path.filename().string().size() > 255) throw Error(fmt::format("{}: the file's name is too long", option));
}

void check_different(const std::filesystem::path& output, const std::filesystem::path& input, std::string_view option) {
  std::error_code error;
  if (std::filesystem::equivalent(output, input, error))
    throw Error(fmt::format("{} {} would overwrite what is read; choose another name", option, shell_quoted(output.string())));
}

void check_order(const std::string& model, const std::string& data, std::string_view command) {
  if (ends_with(data, ".onnx") && !ends_with(model, ".onnx"))
    throw Error(fmt::format("the model comes first: {}", command_line({"ansatz", std::string(command), data, model})));
}

std::string command_line(const std::vector<std::string>& arguments) {
  std::string line = shell_quoted(program_name);
  for (std::size_t i = 1; i < arguments.size(); ++i) line += " " + shell_quoted(arguments[i]);
  return line;
}

std::string called_with(const std::string& option, const std::vector<std::string>& left_out) {
  std::vector<std::string> arguments = {program_name};
  for (const std::string& argument : given_arguments)
    if (argument != option && std::find(left_out.begin(), left_out.end(), argument) == left_out.end())
      arguments.push_back(argument);
  if (!option.empty()) arguments.push_back(option);
  return command_line(arguments);
}

std::string called_instead(const std::vector<std::string>& without, const std::vector<std::string>& added) {
  std::vector<std::string> arguments = {program_name};
  for (std::size_t i = 0; i < given_arguments.size(); ++i) {
    const std::string& argument = given_arguments[i];
    const std::string name = argument.substr(0, argument.find('='));
    if (std::find(without.begin(), without.end(), name) == without.end())
      arguments.push_back(argument);
    else if (name == argument)
      ++i;  // its value
  }
  arguments.insert(arguments.end(), added.begin(), added.end());
  return command_line(arguments);
}

void set_call(int argc, const char* const* argv) {
  if (argc > 0 && argv[0] != nullptr && *argv[0] != '\0') program_name = argv[0];
  given_arguments.assign(argv + std::min(argc, 1), argv + argc);
}

}  // namespace ansatz::cli
