// Options written as text: `huber:delta=0.5`.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/fail.h"

namespace ansatz {

/// `NAME`, or `NAME:VALUE,OPTION=VALUE,…`: a name and the values of its options. A value without an option's name
/// belongs to the first option, the second to the second; to a list belong all that follow.
class Settings {
 public:
  /// `kind` begins the messages: "loss", "optimizer". Throws `Error` when the text has another form.
  Settings(std::string kind, const std::string& text);

  const std::string& name() const { return name_; }

  using Integers = std::vector<std::int64_t>;

  /// An option: its name, and where its value goes. Numbers, whole numbers, booleans (true or false), text, and a list of
  /// whole numbers, whose values come without the option's name.
  template <class Options>
  using Field = std::pair<const char*, std::variant<double Options::*, std::int64_t Options::*, bool Options::*,
                                                    std::string Options::*, Integers Options::*>>;

  /// `options` with the values that were given. Throws `Error` that names the option and, for an unknown one, the
  /// nearest: every value that was given must have its field.
  template <class Options> Options read(Options options, std::initializer_list<Field<Options>> fields) {
    std::vector<Target> targets;
    for (const auto& [option, member] : fields)
      targets.push_back({option, std::visit([&](auto place) { return Place(&(options.*place)); }, member)});
    read(targets);
    return options;
  }

  /// The same for what has no options: refuses any value.
  void read_nothing() { read({}); }

  /// Takes the option out, when it was given by name; whether it was.
  bool take(const std::string& option, double& value);

 private:
  using Place = std::variant<double*, std::int64_t*, bool*, std::string*, Integers*>;
  struct Target {
    std::string option;
    Place place;
  };
  struct Given {
    std::string option, value;  // option: empty when only the value was written
  };
  static std::string example_of(const std::vector<Target>& targets, const std::string& option);
  void read(const std::vector<Target>& targets);
  void store(const Given& given, const Target& target) const;

  std::string kind_, name_;
  std::vector<Given> given_;
};

}  // namespace ansatz
