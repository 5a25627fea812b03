// What the layers that drop something share.
#pragma once

#include "ansatz/scope.h"
#include "base/fail.h"

namespace ansatz {

/// Throws `Error` that names the layer unless 0 ≤ p < 1.
inline void check_probability(const char* layer, const Scope& s, double p) {
  if (!(p >= 0 && p < 1))
    fail("{} \"{}\": the probability is {}; it must be at least 0 and below 1", layer, s.path(), p);
}

}  // namespace ansatz
