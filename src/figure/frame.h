// Where a panel's values lie in its frame.
#pragma once

#include "ansatz/chart.h"
#include "figure/axis.h"

namespace ansatz::figure {

inline constexpr int longest_tick_name = 18;  // in characters

/// The axis of the panel's x or y, for `length` pixels; about every 60 stands a number.
Axis axis_for(const ChartPanel& panel, bool of_x, double length);

/// A rectangle, y downwards as in SVG, and the axes of its lower and left edge.
struct Frame {
  double left = 0, top = 0, width = 0, height = 0;
  Axis across = {}, up = {};
  double x(double value) const { return left + across.position(value) * width; }
  double y(double value) const { return top + height - up.position(value) * height; }
  /// Whether the place is finite, and above 0 where an axis is logarithmic.
  bool shows(double x, double y) const;
};

}  // namespace ansatz::figure
