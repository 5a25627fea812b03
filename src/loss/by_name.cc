#include "ansatz/loss.h"
#include "base/named.h"
#include "base/settings.h"

namespace ansatz {

#include "losses.inc"

std::vector<std::string> loss_names() { return names_of(known()); }

Loss loss(const std::string& text) {
  Settings settings("loss", text);
  return find_named("loss", known(), settings.name())(settings);
}

}  // namespace ansatz
