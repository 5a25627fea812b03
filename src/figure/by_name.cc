#include "ansatz/figure.h"
#include "base/named.h"
#include "base/settings.h"

namespace ansatz {

#include "figures.inc"

std::vector<std::string> figure_names() { return names_of(known()); }

Figure figure_named(const std::string& text) {
  Settings settings("figure", text);
  return find_named("figure", known(), settings.name())(settings);
}

}  // namespace ansatz
