// Surfaces in three dimensions.
#pragma once

#include <string>

#include "ansatz/chart.h"

namespace ansatz::figure {

/// Where a panel stands in a picture, in pixels.
struct Place {
  double left, top, width, height;
};

/// The panel's surface and points as a group of SVG elements, what is farther away first, so that the nearer covers it.
std::string surface_svg(const ChartPanel& panel, const Place& place);

}  // namespace ansatz::figure
