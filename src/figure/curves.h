// Curves as figures compare them.
#pragma once

#include <vector>

#include "ansatz/regression.h"

namespace ansatz::figure {

/// The root of the mean squared difference of two curves at the same places.
double root_mean_square(const std::vector<double>& a, const std::vector<double>& b);

/// What a regression over one column says at these places.
std::vector<double> values_at(const Regression& fit, const std::vector<double>& x);

}  // namespace ansatz::figure
