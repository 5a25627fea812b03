// Options whose values are checked when they are read, with messages that name the option.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

namespace CLI {
class App;
}

namespace ansatz::cli {

/// Where a whole number must lie.
struct Range {
  std::int64_t least, most;
};

/// A required argument, such as DATA; `-` is standard input.
void add_argument(CLI::App& app, const std::string& name, std::string& value, const std::string& description);
/// An option with a text: add_text(app, "--out", "FILE", …).
void add_text(CLI::App& app, const std::string& option, const std::string& kind, std::string& value,
              const std::string& description);
/// The same where a second one is refused: a person who gives two means both.
void add_text_once(CLI::App& app, const std::string& option, const std::string& kind, std::string& value,
                   const std::string& description);
/// An option with a whole number in the range.
void add_integer(CLI::App& app, const std::string& option, std::int64_t& value, Range range,
                 const std::string& description);
/// An option with a finite number above 0.
void add_positive(CLI::App& app, const std::string& option, double& value, const std::string& description);
/// An option with a number above 0 and below 1; `example` is a usual one.
void add_share(CLI::App& app, const std::string& option, double& value, double example, const std::string& description);
void add_flag(CLI::App& app, const std::string& option, bool& value, const std::string& description);

}  // namespace ansatz::cli
