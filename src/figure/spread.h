// Hidden layers of one input whose units begin beside each other.
#pragma once

#include <cstdint>
#include <string>

#include "ansatz/architecture.h"

namespace ansatz::figure {

/// One hidden layer over x in [-range, range], its parameters "0.weight", "0.bias", "1.weight", "1.bias". The units bend
/// (relu) or have their middle (others) at even distances: when all bend at 0, as biases of 0 make them, they are hard to
/// spread. `activation` is a name.
Architecture spread_units(const std::string& activation, std::int64_t units, double range);

}  // namespace ansatz::figure
