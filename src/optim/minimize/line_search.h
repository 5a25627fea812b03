// How far to go along a direction.
#pragma once

#include <functional>
#include <vector>

#include "ansatz/minimize.h"

namespace ansatz {

/// A point along the direction: where it is, f there, and all that belongs to it.
struct LinePoint {
  double step = 0, value = 0, slope = 0;  // slope: the derivative of f along the direction
  std::vector<double> x, gradient;
};

/// A point that holds to the strong Wolfe conditions, from `start` along a direction of descent, trying `first` first; if
/// none is found, the lowest of those that were tried, perhaps the start (Nocedal and Wright 2006, algorithms 3.5 and 3.6).
LinePoint line_search(const std::function<LinePoint(double step)>& at, const LinePoint& start, double first,
                      const MinimizeOptions& options);

}  // namespace ansatz
