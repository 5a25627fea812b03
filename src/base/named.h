// Values that have names: finding one, or saying which was meant.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/fail.h"
#include "base/nearest.h"

namespace ansatz {

template <class Value> std::vector<std::string> names_of(const std::map<std::string, Value>& known) {
  std::vector<std::string> names;
  for (const auto& [name, value] : known) names.push_back(name);
  return names;
}

/// Throws `Error`, `unknown KIND "NAME"` with the nearest name, when there is none.
template <class Value>
const Value& find_named(const char* kind, const std::map<std::string, Value>& known, const std::string& name) {
  const auto found = known.find(name);
  if (found == known.end()) fail("unknown {} \"{}\"{}", kind, name, suggestion(name, names_of(known)));
  return found->second;
}

}  // namespace ansatz
