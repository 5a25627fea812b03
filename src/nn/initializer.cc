#include "ansatz/initializer.h"
#include "base/named.h"
#include "base/settings.h"

namespace ansatz {

#define ANSATZ_NAMED(name, maker) Initializer maker(Settings& settings);
#include "initializers.inc"
#undef ANSATZ_NAMED

namespace {

const std::map<std::string, Initializer (*)(Settings&)>& known() {
  static const std::map<std::string, Initializer (*)(Settings&)> initializers = {
#define ANSATZ_NAMED(name, maker) {#name, maker},
#include "initializers.inc"
#undef ANSATZ_NAMED
  };
  return initializers;
}

}  // namespace

std::vector<std::string> initializer_names() { return names_of(known()); }

Initializer initializer(const std::string& text) {
  Settings settings("initializer", text);
  return find_named("initializer", known(), settings.name())(settings);
}

}  // namespace ansatz
