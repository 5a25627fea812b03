#include <map>

#include "ansatz/loss.h"
#include "base/nearest.h"
#include "base/settings.h"

namespace ansatz {

#define ANSATZ_NAMED(name) Loss name##_from(Settings& settings);
#include "losses.inc"
#undef ANSATZ_NAMED

namespace {

const std::map<std::string, Loss (*)(Settings&)>& known() {
  static const std::map<std::string, Loss (*)(Settings&)> losses = {
#define ANSATZ_NAMED(name) {#name, name##_from},
#include "losses.inc"
#undef ANSATZ_NAMED
  };
  return losses;
}

}  // namespace

std::vector<std::string> loss_names() {
  std::vector<std::string> names;
  for (const auto& [name, make] : known()) names.push_back(name);
  return names;
}

Loss loss(const std::string& text) {
  Settings settings("loss", text);
  const auto found = known().find(settings.name());
  if (found == known().end()) fail("unknown loss \"{}\"{}", settings.name(), suggestion(settings.name(), loss_names()));
  return found->second(settings);
}

}  // namespace ansatz
