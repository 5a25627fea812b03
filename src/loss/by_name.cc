#include "ansatz/loss.h"
#include "base/named.h"
#include "base/settings.h"

namespace ansatz {

#define ANSATZ_NAMED(name, maker) Loss maker(Settings& settings);
#include "losses.inc"
#undef ANSATZ_NAMED

namespace {

const std::map<std::string, Loss (*)(Settings&)>& known() {
  static const std::map<std::string, Loss (*)(Settings&)> losses = {
#define ANSATZ_NAMED(name, maker) {#name, maker},
#include "losses.inc"
#undef ANSATZ_NAMED
  };
  return losses;
}

}  // namespace

std::vector<std::string> loss_names() { return names_of(known()); }

Loss loss(const std::string& text) {
  Settings settings("loss", text);
  return find_named("loss", known(), settings.name())(settings);
}

}  // namespace ansatz
