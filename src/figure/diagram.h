// Networks drawn as units in layers.
#pragma once

#include "figure/drawing.h"
#include "model/units.h"

namespace ansatz::figure {

/// Adds the network to the drawing, its upper left corner at `corner`; the lower right one.
Point draw_network(Drawing& drawing, const UnitNetwork& network, Point corner);

}  // namespace ansatz::figure
