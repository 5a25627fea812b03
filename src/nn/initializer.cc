#include "ansatz/initializer.h"
#include "base/named.h"
#include "base/settings.h"

namespace ansatz {

#include "initializers.inc"

std::vector<std::string> initializer_names() { return names_of(known()); }

Initializer initializer(const std::string& text) {
  Settings settings("initializer", text);
  return find_named("initializer", known(), settings.name())(settings);
}

}  // namespace ansatz
