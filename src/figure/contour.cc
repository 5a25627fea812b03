// Contours: where a field crosses a level.
#include <cmath>

#include "ansatz/chart.h"

namespace ansatz {

ChartSeries contour(const ChartField& field, double level, std::pair<double, double> x_range,
                    std::pair<double, double> y_range, int color) {
  ChartSeries series{.color = color};
  const double dx = (x_range.second - x_range.first) / field.columns, dy = (y_range.second - y_range.first) / field.rows;
  const auto value = [&](int column, int row) {
    return field.values[static_cast<std::size_t>(row) * field.columns + column] - level;
  };
  struct Place {
    double x, y;
  };
  // A line between the middles of four cells; where the four are a saddle, the two that meet first are joined.
  for (int row = 0; row + 1 < field.rows; ++row)
    for (int column = 0; column + 1 < field.columns; ++column) {
      const double corners[] = {value(column, row), value(column + 1, row), value(column + 1, row + 1),
                                value(column, row + 1)};
      constexpr int across[] = {0, 1, 1, 0}, up[] = {0, 0, 1, 1};
      std::vector<Place> crossings;
      for (int i = 0; i < 4; ++i) {
        const int k = (i + 1) % 4;
        const double a = corners[i], b = corners[k];
        if (!std::isfinite(a) || !std::isfinite(b) || (a < 0) == (b < 0)) continue;
        const double share = a / (a - b);
        crossings.push_back({x_range.first + dx * (column + 0.5 + across[i] + share * (across[k] - across[i])),
                             y_range.first + dy * (row + 0.5 + up[i] + share * (up[k] - up[i]))});
      }
      for (std::size_t i = 0; i + 1 < crossings.size(); i += 2) {
        series.x.insert(series.x.end(), {crossings[i].x, crossings[i + 1].x, NAN});
        series.y.insert(series.y.end(), {crossings[i].y, crossings[i + 1].y, NAN});
      }
    }
  return series;
}

}  // namespace ansatz
