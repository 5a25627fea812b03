#include "ansatz/operations.h"

namespace ansatz {

/// x · sigmoid(beta x): silu for beta = 1, x / 2 for beta = 0, relu in the limit.
/// Activation: Ramachandran, Zoph and Le 2017, arXiv:1710.05941.
Array swish(const Array& x, double beta /*= 1*/) { return x * sigmoid(x * beta); }

}  // namespace ansatz
