#include "ansatz/architecture.h"
#include "base/named.h"
#include "base/settings.h"

namespace ansatz {

#include "architectures.inc"

std::vector<std::string> architecture_names() { return names_of(known()); }

Architecture architecture(const std::string& text, std::int64_t out) {
  Settings settings("architecture", text);
  return find_named("architecture", known(), settings.name())(settings, out);
}

}  // namespace ansatz
