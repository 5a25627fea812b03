#include "figure/spread.h"

#include <algorithm>

#include "ansatz/nn.h"

namespace ansatz::figure {

Architecture spread_units(const std::string& name, std::int64_t units, double range) {
  return [=, active = activation(name)](Scope s, const Array& x) {
    const bool bends = name == "relu";
    // Each unit that rises over a width is about as wide as is its share of the range.
    const double slope = bends ? 1 : std::max(1.0, 1.5 * static_cast<double>(units) / range);
    std::vector<float> places;
    for (std::int64_t j = 0; j < units; ++j) {
      const double share = (static_cast<double>(j) + (bends ? 0 : 0.5)) / static_cast<double>(units);
      places.push_back(static_cast<float>(slope * range * (1 - 2 * share)));
    }
    const Initializer biases = [=](const Shape& shape, std::uint64_t, std::uint64_t) { return Array(places, shape); };
    const Array hidden = linear(s["0"], x, units, {.weight = constant(slope), .bias_initializer = biases});
    return linear(s["1"], active(s["activation"], hidden), 1);
  };
}

}  // namespace ansatz::figure
