// Recorded functions as what the minimisers take.
#pragma once

#include <functional>

#include "ansatz/minimize.h"

namespace ansatz {

/// The residuals f(x), of any shape and computed in double, of a vector x [n]; f is recorded twice, alone and with its
/// Jacobian, and then run.
Residuals recorded_residuals(std::function<Array(const Array& x)> f);

}  // namespace ansatz
