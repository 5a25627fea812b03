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

/// Values over a rectangle, shown as colours below the curves.
struct ChartField {
  int columns = 0, rows = 0;   ///< the values lie at the cells' middles
  std::vector<double> values;  ///< row after row, the lowest first; from -1 (`low_color`) over 0 (none) to 1 (`high_color`)
  int low_color = 0, high_color = 1;
};

/// A surface over the rectangle of a panel's ranges, seen from above at an angle; the panel's series are not shown with it.
struct ChartSurface {
  int columns = 0, rows = 0;   ///< at least 2 each; the corners lie on the rectangle's edges
  std::vector<double> heights; ///< row after row, the lowest y first
  std::pair<double, double> z_range = {0, 1};
  struct Points {
    std::vector<double> x, y, z;
    int color = 0;
    bool joined = false;  ///< one to the next, by lines, instead of dots
  };
  std::vector<Points> points = {};
  double turned = 35;   ///< degrees around the upright axis
  double opacity = 1;   ///< below 1 what lies behind shines through
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
  std::optional<ChartField> field = {};      ///< over the ranges, which must be given then
  std::optional<ChartSurface> surface = {};  ///< the same
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

/// The chart as an SVG picture. Throws `Error` when a series has not as many y as x, a field or a surface not as many values
/// as columns × rows, or there are no columns.
std::string chart_svg(const Chart& chart);

/// The chart as text for a terminal of that many columns (at least 30): curves and points in braille characters, two by
/// four dots each, in colours of the terminal when `colored`. Fields are left out; surfaces, too.
std::string chart_text(const Chart& chart, int columns = 80, bool colored = false);

/// Where values on a grid, as in `ChartField`, cross a level: pieces of curves over the ranges, with a NaN between them
/// (Lorensen and Cline 1987, in two dimensions: marching squares).
ChartSeries contour(const ChartField& field, double level, std::pair<double, double> x_range,
                    std::pair<double, double> y_range, int color);

}  // namespace ansatz
