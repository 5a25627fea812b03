// Figures with random numbers.
#pragma once

#include <cstdint>
#include <string>

#include "ansatz/figure.h"
#include "base/settings.h"

namespace ansatz::figure {

/// A figure whose one option is the seed of its random numbers: "polynomials:seed=3".
Figure seeded(Settings& settings, std::string summary, Picture (*draw)(std::int64_t seed, const Words& say));

}  // namespace ansatz::figure
