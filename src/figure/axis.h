// An axis: where a value lies, and which values are named.
#pragma once

#include <string>
#include <vector>

namespace ansatz::figure {

struct Tick {
  double value = 0;
  std::string label;
};

/// From values to [0, 1], linear or logarithmic, with round numbers to name.
struct Axis {
  double low = 0, high = 1;
  bool logarithmic = false;
  std::vector<Tick> ticks;

  /// 0 at `low`, 1 at `high`.
  double position(double value) const;
};

/// An axis that holds all finite values; logarithmic when they are positive and span more than two decades.
Axis axis_of(const std::vector<double>& values);
/// A linear axis from `low` to `high` with about so many ticks, and a logarithmic one, whose ends are above 0.
Axis linear_axis(double low, double high, int ticks = 5);
Axis logarithmic_axis(double low, double high);
/// An axis of whole numbers from `low` to `high`, which is at least `low`.
Axis axis_of_integers(double low, double high);
/// "15,000", "0.25", "1e-07".
std::string number_text(double value, int digits);

}  // namespace ansatz::figure
