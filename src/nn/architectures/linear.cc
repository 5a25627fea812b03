#include "ansatz/architecture.h"
#include "ansatz/layers.h"
#include "base/settings.h"

namespace ansatz {

// "linear": one linear layer, ordinary regression.
Architecture linear_from(Settings& settings, std::int64_t out) {
  settings.read_nothing();
  return [out](Scope s, Array x) { return linear(s["0"], x, out); };
}

}  // namespace ansatz
