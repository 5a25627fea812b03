// How parameters begin.
#pragma once

#include <cstdint>
#include <functional>

#include "ansatz/array.h"

namespace ansatz {

/// Draws the first numbers (f32) of a parameter of the given shape from the stream (seed, stream).
using Initializer = std::function<Array(const Shape& shape, std::uint64_t seed, std::uint64_t stream)>;

/// Every element is `value`.
Initializer constant(double value);
/// Uniform in [low, high).
Initializer uniform(double low, double high);
/// Normal with the given mean and standard deviation.
Initializer normal(double mean, double deviation);
/// Uniform in ±gain·√(3 / fan_in), fan_in the product of all extents but the first (He et al. 2015, eq. 10 with
/// gain √2 for ReLU; gain 1/√3 gives the ±1/√fan_in of PyTorch's linear layers).
Initializer kaiming_uniform(double gain = 1.4142135623730951);
/// Normal with deviation gain / √fan_in.
Initializer kaiming_normal(double gain = 1.4142135623730951);
/// Uniform in ±gain·√(6 / (fan_in + fan_out)) (Glorot and Bengio 2010, eq. 16).
Initializer xavier_uniform(double gain = 1.0);

}  // namespace ansatz
