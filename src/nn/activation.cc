#include "ansatz/layers.h"
#include "base/fail.h"
#include "base/nearest.h"

namespace ansatz {

const std::vector<NamedActivation>& activations() {
#define ANSATZ_ACTIVATION(name, source) {#name, source, [](Scope, const Array& x) { return name(x); }},
#define ANSATZ_SCOPED_ACTIVATION(name, source) {#name, source, [](Scope s, const Array& x) { return name(s, x); }},
  static const std::vector<NamedActivation> all = {
#include "nn/activations.inc"
  };
  return all;
}

Activation activation(const std::string& name) {
  std::vector<std::string> names;
  for (const NamedActivation& each : activations()) {
    if (each.name == name) return each.function;
    names.push_back(each.name);
  }
  fail("unknown activation \"{}\"{}", name, suggestion(name, names));
}

}  // namespace ansatz
