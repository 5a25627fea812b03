#include "figure/frame.h"

#include <algorithm>
#include <cmath>

#include "ansatz/text.h"
#include "figure/svg.h"

namespace ansatz::figure {
namespace {

// The finite values that the axis can show, of one coordinate of all series.
std::vector<double> shown_values(const ChartPanel& panel, bool of_x, bool logarithmic) {
  std::vector<double> values;
  for (const ChartSeries& series : panel.series)
    for (const double value : of_x ? series.x : series.y)
      if (std::isfinite(value) && std::fabs(value) < 1e100 && !(logarithmic && value <= 0)) values.push_back(value);
  return values;
}

}  // namespace

bool Frame::shows(double x, double y) const {
  return std::isfinite(x) && std::isfinite(y) && !(across.logarithmic && x <= 0) && !(up.logarithmic && y <= 0);
}

Axis axis_for(const ChartPanel& panel, bool of_x, double length) {
  if (of_x && !panel.x_names.empty()) {
    Axis axis{.low = -0.5, .high = static_cast<double>(panel.x_names.size()) - 0.5};
    for (const std::string& name : short_names(panel.x_names, longest_tick_name).names)
      axis.ticks.push_back({static_cast<double>(axis.ticks.size()), escaped(name)});
    return axis;
  }
  const bool logarithmic = of_x ? panel.x_logarithmic : panel.y_logarithmic;
  const int ticks = std::max(of_x ? 4 : 3, static_cast<int>(length / 60));
  if (const auto& range = of_x ? panel.x_range : panel.y_range)
    return logarithmic ? logarithmic_axis(range->first, range->second)
                       : linear_axis(range->first, range->second, ticks);
  const std::vector<double> values = shown_values(panel, of_x, logarithmic);
  if (values.empty()) return {};
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  if (logarithmic) {
    const double room = of_x ? 1 : std::max(1.05, std::pow(*most / *least, 0.04));
    return logarithmic_axis(*least / room, std::max(*most, *least * 1.01) * room);
  }
  const double span = *most > *least ? *most - *least : std::max(1.0, std::fabs(*most)) * 0.2;
  const double room = of_x ? 0 : 0.05 * span;
  return linear_axis(*least - room, *least + span + room, ticks);
}

}  // namespace ansatz::figure
