#include "ansatz/operations.h"

namespace ansatz {

/// x for positive x, slope · x for others.
/// Activation: Maas, Hannun and Ng 2013, "Rectifier nonlinearities improve neural network acoustic models".
Array leaky_relu(const Array& x, double slope /*= 0.01*/) { return where(x > 0.0, x, x * slope); }

}  // namespace ansatz
