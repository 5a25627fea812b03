// What an initialiser is. The initialisers themselves: ansatz/initializers.h, which the build makes from the files in
// src/nn/initializers/.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "ansatz/array.h"

namespace ansatz {

/// Draws the first numbers (f32) of a parameter of the given shape from the stream (seed, stream).
using Initializer = std::function<Array(const Shape& shape, std::uint64_t seed, std::uint64_t stream)>;

/// The initialiser of that name, with options where it has some: "kaiming_normal", "constant:0.5". Throws `Error` with
/// the nearest name of an initialiser or an option.
Initializer initializer(const std::string& text);

/// What `initializer` knows, in the alphabet's order.
std::vector<std::string> initializer_names();

}  // namespace ansatz
