#include "ansatz/optimizer.h"
#include "base/named.h"
#include "base/settings.h"

namespace ansatz {

#define ANSATZ_NAMED(name, maker) Optimizer maker(Settings& settings);
#include "optimizers.inc"
#undef ANSATZ_NAMED

namespace {

const std::map<std::string, Optimizer (*)(Settings&)>& known() {
  static const std::map<std::string, Optimizer (*)(Settings&)> optimizers = {
#define ANSATZ_NAMED(name, maker) {#name, maker},
#include "optimizers.inc"
#undef ANSATZ_NAMED
  };
  return optimizers;
}

}  // namespace

std::vector<std::string> optimizer_names() { return names_of(known()); }

Optimizer optimizer(const std::string& text) {
  Settings settings("optimizer", text);
  return find_named("optimizer", known(), settings.name())(settings);
}

}  // namespace ansatz
