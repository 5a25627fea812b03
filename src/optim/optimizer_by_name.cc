#include "ansatz/optimizer.h"
#include "base/named.h"
#include "base/settings.h"

namespace ansatz {

#include "optimizers.inc"

std::vector<std::string> optimizer_names() { return names_of(known()); }

Optimizer optimizer(const std::string& text) {
  Settings settings("optimizer", text);
  return find_named("optimizer", known(), settings.name())(settings);
}

}  // namespace ansatz
