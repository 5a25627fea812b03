#include "ansatz/architecture.h"
#include "base/named.h"
#include "base/settings.h"

namespace ansatz {

#define ANSATZ_NAMED(name, maker) Architecture maker(Settings& settings, std::int64_t out);
#include "architectures.inc"
#undef ANSATZ_NAMED

namespace {

const std::map<std::string, Architecture (*)(Settings&, std::int64_t)>& known() {
  static const std::map<std::string, Architecture (*)(Settings&, std::int64_t)> architectures = {
#define ANSATZ_NAMED(name, maker) {#name, maker},
#include "architectures.inc"
#undef ANSATZ_NAMED
  };
  return architectures;
}

}  // namespace

std::vector<std::string> architecture_names() { return names_of(known()); }

Architecture architecture(const std::string& text, std::int64_t out) {
  Settings settings("architecture", text);
  return find_named("architecture", known(), settings.name())(settings, out);
}

}  // namespace ansatz
