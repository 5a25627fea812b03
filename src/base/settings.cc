#include "base/settings.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/nearest.h"

namespace ansatz {
namespace {

std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(' '), end = text.find_last_not_of(' ');
  return begin == std::string::npos ? "" : text.substr(begin, end - begin + 1);
}

// The whole of `text` as a number.
template <class Number> bool parse(const std::string& text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

}  // namespace

Settings::Settings(std::string kind, const std::string& text) : kind_(std::move(kind)) {
  const std::size_t colon = std::min(text.find(':'), text.size());
  name_ = text.substr(0, colon);
  for (std::size_t begin = colon + 1; colon < text.size() && begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const std::string item = trimmed(text.substr(begin, end - begin));
    const std::size_t equals = item.find('=');
    const std::string value = equals == std::string::npos ? item : item.substr(equals + 1);
    if (value.empty() || equals == 0)
      fail("{} \"{}\": \"{}\" is no option; write them as in {}:option=1,another=2", kind_, text, item, name_);
    given_.push_back({equals == std::string::npos ? "" : item.substr(0, equals), value});
    begin = end + 1;
  }
}

// The value that the option has when it is not given.
std::string Settings::example_of(const std::vector<Target>& targets, const std::string& option) {
  const auto found = std::find_if(targets.begin(), targets.end(), [&](const Target& t) { return t.option == option; });
  return std::visit(
      [](auto* place) -> std::string {
        if constexpr (std::is_same_v<decltype(place), Integers*>)
          return place->empty() ? "1" : std::to_string(place->front());
        else if constexpr (std::is_same_v<decltype(place), std::string*>)
          return place->empty() ? "…" : *place;
        else
          return fmt::format("{}", *place);
      },
      found->place);
}

void Settings::read(const std::vector<Target>& targets) {
  std::vector<std::string> options;
  for (const Target& target : targets) options.push_back(target.option);
  std::vector<bool> set(targets.size());
  for (std::size_t i = 0; i < given_.size(); ++i) {
    const Given& given = given_[i];
    if (targets.empty())
      fail("{} \"{}\" has no options; \"{}\" was given", kind_, name_,
           given.option.empty() ? given.value : given.option);
    if (given.option.empty() && std::find(options.begin(), options.end(), given.value) != options.end())
      fail("{} \"{}\": {} needs a value, as in {}={}", kind_, name_, given.value, given.value,
           example_of(targets, given.value));
    std::size_t place = i;
    if (!given.option.empty()) place = std::find(options.begin(), options.end(), given.option) - options.begin();
    if (given.option.empty())
      for (std::size_t t = 0; t < std::min(place, targets.size()); ++t)
        if (std::holds_alternative<Integers*>(targets[t].place)) place = t;
    if (place >= targets.size() && given.option.empty())
      fail("{} \"{}\": {} values are given for its options: {}", kind_, name_, given_.size(), quoted_list(options));
    if (place >= targets.size())
      fail("{} \"{}\": unknown option \"{}\"{}", kind_, name_, given.option, suggestion(given.option, options));
    auto* const* list = std::get_if<Integers*>(&targets[place].place);
    if (set[place] && !(list && given.option.empty()))
      fail("{} \"{}\": {} is given twice", kind_, name_, options[place]);
    if (list && !set[place]) (*list)->clear();
    set[place] = true;
    store(given, targets[place]);
  }
}

void Settings::store(const Given& given, const Target& target) const {
  const auto stored = [&](auto* place, const char* needed) {
    if (!parse(given.value, *place))
      fail("{} \"{}\": {} is \"{}\"; {} is needed", kind_, name_, target.option, given.value, needed);
  };
  if (auto* number = std::get_if<double*>(&target.place)) {
    stored(*number, "a number");
    if (!std::isfinite(**number))
      fail("{} \"{}\": {} is {}; a finite number is needed", kind_, name_, target.option, given.value);
  } else if (auto* whole = std::get_if<std::int64_t*>(&target.place)) {
    stored(*whole, "a whole number");
  } else if (auto* choice = std::get_if<bool*>(&target.place)) {
    if (given.value != "true" && given.value != "false")
      fail("{} \"{}\": {} is \"{}\"; true or false is needed", kind_, name_, target.option, given.value);
    **choice = given.value == "true";
  } else if (auto* text = std::get_if<std::string*>(&target.place)) {
    **text = given.value;
  } else if (auto* list = std::get_if<Integers*>(&target.place)) {
    std::int64_t number = 0;
    stored(&number, "a whole number");
    (*list)->push_back(number);
  }
}

bool Settings::take(const std::string& option, double& value) {
  const auto found = std::find_if(given_.begin(), given_.end(), [&](const Given& g) { return g.option == option; });
  if (found == given_.end()) return false;
  store(*found, {option, &value});
  given_.erase(found);
  return true;
}

}  // namespace ansatz
