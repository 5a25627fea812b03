// Charts: panels of curves and points, as SVG pictures that are readable on light and dark pages.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ansatz {

enum class Mark { line, dashed, points };

/// Values at their places; those that are not finite are left out.
struct ChartSeries {
  std::vector<double> x, y;
  int color = 0;  ///< 0 to 7: blue, orange, green, purple, red, teal, brown, grey
  Mark mark = Mark::line;
};

struct ChartPanel {
  std::string title;
  std::string tooltip;  ///< shown when the pointer rests on the panel; may be empty
  std::string x_label, y_label;
  std::vector<ChartSeries> series;
  /// By default what holds all values; curves are cut off outside of it.
  std::optional<std::pair<double, double>> x_range = {}, y_range = {};
  std::vector<std::string> x_names = {};  ///< what stands at 0, 1, 2, …, instead of numbers
  bool x_logarithmic = false, y_logarithmic = false;  ///< values of at most 0 are left out then
};

struct ChartLegend {
  std::string name;
  int color = 0;
  Mark mark = Mark::line;
};

struct Chart {
  std::string title;
  std::vector<std::string> notes;  ///< lines below the title
  std::vector<ChartLegend> legend;
  std::vector<ChartPanel> panels;  ///< in rows of `columns`
  int columns = 3;
  double panel_width = 280, panel_height = 190;  ///< in pixels, with labels
};

/// The chart as an SVG picture. Throws `Error` when a series has not as many y as x, or there are no columns.
std::string chart_svg(const Chart& chart);

}  // namespace ansatz
