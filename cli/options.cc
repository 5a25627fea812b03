#include "cli/options.h"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <charconv>
#include <cmath>

#include "ansatz/error.h"

namespace ansatz::cli {
namespace {

/// The whole text as a number; false when it is none.
template <class T> bool parse(const std::string& text, T& value) {
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  return error == std::errc() && stop == end;
}

/// 9223372036854775807 says nothing to people.
std::string described(Range range) {
  if (range.most == INT64_MAX) return fmt::format("a whole number from {}", range.least);
  return fmt::format("a whole number from {} to {}", range.least, range.most);
}

CLI::Option* add_checked(CLI::App& app, const std::string& option, const std::string& kind,
                         const std::function<void(const std::string&)>& check, const std::string& description) {
  return app.add_option_function<std::string>(option, check, description)
      ->type_name(kind)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);  // the last one counts, as everywhere
}

}  // namespace

void add_argument(CLI::App& app, const std::string& name, std::string& value, const std::string& description) {
  app.add_option_function<std::string>(
         name, [&value](const std::string& text) { value = text == "-" ? "/dev/stdin" : text; }, description)
      ->required()
      ->type_name("");
}

void add_text(CLI::App& app, const std::string& option, const std::string& kind, std::string& value,
              const std::string& description) {
  add_checked(
      app, option, kind,
      [option, kind, &value](const std::string& text) {
        if (text.empty()) throw Error(fmt::format("{} wants a value: {} {}", option, option, kind));
        value = text;
      },
      description);
}

void add_text_once(CLI::App& app, const std::string& option, const std::string& kind, std::string& value,
                   const std::string& description) {
  add_text(app, option, kind, value, description);
  app.get_option(option)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->expected(1)
      ->each([option, given = 0](const std::string&) mutable {
        if (++given > 1) throw Error(fmt::format("{} is given twice", option));
      });
}

void add_integer(CLI::App& app, const std::string& option, std::int64_t& value, Range range,
                 const std::string& description) {
  add_checked(
      app, option, "N",
      [option, range, &value](const std::string& text) {
        std::int64_t number = 0;
        if (!parse(text, number) || number < range.least || number > range.most)
          throw Error(fmt::format("{} wants {}, not \"{}\"", option, described(range), text));
        value = number;
      },
      description);
}

void add_positive(CLI::App& app, const std::string& option, double& value, const std::string& description) {
  add_checked(
      app, option, "X",
      [option, &value](const std::string& text) {
        double number = 0;
        if (!parse(text, number) || !std::isfinite(number) || number <= 0)
          throw Error(fmt::format("{} wants a number above 0, such as 1e-3, not \"{}\"", option, text));
        value = number;
      },
      description);
}

void add_share(CLI::App& app, const std::string& option, double& value, double example,
               const std::string& description) {
  add_checked(
      app, option, "X",
      [option, example, &value](const std::string& text) {
        double number = 0;
        if (!parse(text, number) || !(number > 0 && number < 1))
          throw Error(
              fmt::format("{} wants a number above 0 and below 1, such as {}, not \"{}\"", option, example, text));
        value = number;
      },
      description);
}

void add_flag(CLI::App& app, const std::string& option, bool& value, const std::string& description) {
  app.add_flag(option, value, description)->disable_flag_override();
}

}  // namespace ansatz::cli
