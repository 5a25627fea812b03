#include "ansatz/chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "ansatz/text.h"
#include "base/fail.h"
#include "figure/frame.h"
#include "figure/palette.h"
#include "figure/surface.h"
#include "figure/svg.h"

namespace ansatz {
namespace {

using figure::colors;
using figure::escaped;
using figure::Frame;
using figure::text_at;

std::string style() {
  const auto rules = [](const figure::Palette& palette) {
    std::string text;
    for (int c = 0; c < colors; ++c)
      text += fmt::format(".c{0} {{ stroke: {1}; }} .p{0} {{ fill: {1}; }}\n", c, palette[c]);
    return text;
  };
  return ".curve { fill: none; stroke-width: 1.8; stroke-linejoin: round; }\n.dashed { stroke-dasharray: 5 3; }\n"
         ".small { font-size: 11px; }\n.patch { stroke: #0003; stroke-width: 0.5; }\n.field rect { shape-rendering: "
         "crispEdges; }\n.panel { font-weight: 600; }\n" +
         rules(figure::light) + "@media (prefers-color-scheme: dark) {\n" + rules(figure::dark) + "}\n";
}

struct PathPoint {
  double x, y;
};

// The points without which the path would be at most a twentieth of a pixel elsewhere are left out (Douglas and Peucker
// 1973); first and last stay.
void simplified(const std::vector<PathPoint>& path, std::size_t first, std::size_t last, std::vector<PathPoint>& kept) {
  const double dx = path[last].x - path[first].x, dy = path[last].y - path[first].y, length = std::hypot(dx, dy);
  std::size_t farthest = first;
  double most = 0.05;
  for (std::size_t i = first + 1; i < last; ++i) {
    const double x = path[i].x - path[first].x, y = path[i].y - path[first].y;
    const double away = length > 0 ? std::fabs(x * dy - y * dx) / length : std::hypot(x, y);
    if (away > most) most = away, farthest = i;
  }
  if (farthest == first) return kept.push_back(path[last]);
  simplified(path, first, farthest, kept);
  simplified(path, farthest, last, kept);
}

std::string path_text(const std::vector<PathPoint>& path) {
  if (path.empty()) return {};
  std::vector<PathPoint> kept = {path.front()};
  if (path.size() > 1) simplified(path, 0, path.size() - 1, kept);
  std::string text;
  for (const PathPoint& point : kept) text += fmt::format("{}{:.1f} {:.1f}", text.empty() ? "M" : " L", point.x, point.y);
  return text;
}

std::string drawn(const ChartSeries& series, const Frame& frame) {
  const auto shown = [&](std::size_t i) { return frame.shows(series.x[i], series.y[i]); };
  // Far outside of the frame a place means nothing more, and some programs draw such lines wrongly.
  const auto place = [&](std::size_t i) {
    return PathPoint{frame.x(series.x[i]),
                     std::clamp(frame.y(series.y[i]), frame.top - frame.height, frame.top + 2 * frame.height)};
  };
  if (series.mark == Mark::points) {
    std::string dots;
    for (std::size_t i = 0; i < series.x.size(); ++i)
      if (shown(i))
        dots += fmt::format("<circle class=\"p{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2.2\"/>\n", series.color,
                            frame.x(series.x[i]), frame.y(series.y[i]));
    return dots;
  }
  std::string path;
  std::vector<PathPoint> piece;
  for (std::size_t i = 0; i <= series.x.size(); ++i) {
    if (i < series.x.size() && shown(i)) {
      piece.push_back(place(i));
    } else if (!piece.empty()) {
      path += (path.empty() ? "" : " ") + path_text(piece);
      piece.clear();
    }
  }
  if (path.empty()) return {};
  return fmt::format("<path class=\"curve c{}{}\" d=\"{}\"/>\n", series.color,
                     series.mark == Mark::dashed ? " dashed" : "", path);
}

// Cells of one shade beside each other are one rectangle.
std::string field_svg(const ChartField& field, const Frame& frame) {
  constexpr int shades = 12;
  const auto shade = [&](int row, int column) {
    const double value = field.values[static_cast<std::size_t>(row) * field.columns + column];
    return std::isfinite(value) ? static_cast<int>(std::lround(std::clamp(value, -1.0, 1.0) * shades)) : 0;
  };
  const double width = frame.width / field.columns, height = frame.height / field.rows;
  std::string svg = "<g class=\"field\">\n";
  for (int row = 0; row < field.rows; ++row)
    for (int begin = 0, end = 0; begin < field.columns; begin = end) {
      const int level = shade(row, begin);
      for (end = begin; end < field.columns && shade(row, end) == level;) ++end;
      if (level == 0) continue;
      svg += fmt::format(
          "<rect class=\"p{}\" opacity=\"{:.2f}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/>\n",
          level < 0 ? field.low_color : field.high_color, 0.5 * std::abs(level) / shades, frame.left + begin * width,
          frame.top + frame.height - (row + 1) * height, (end - begin) * width, height);
    }
  return svg + "</g>\n";
}

// About how wide a text is in pixels, at 13 pixels a line; Chinese characters are twice as wide.
double width_of(const std::string& text) {
  double width = 0;
  for (const unsigned char c : text) width += (c & 0xC0) == 0x80 ? 0 : c >= 0xE3 ? 13 : 7.4;
  return width;
}

// What the names below an axis need beyond the line that numbers have.
double room_of_names(const ChartPanel& panel) {
  double most = 0;
  for (const std::string& name : short_names(panel.x_names, figure::longest_tick_name).names)
    most = std::max(most, 0.85 * width_of(name));
  return panel.x_names.empty() ? 0 : std::max(0.0, most - 8);
}

// `number` names the panel's clip path.
std::string panel_svg(const ChartPanel& panel, const Chart& chart, double left, double top, int number) {
  if (panel.surface)
    return figure::surface_svg(panel, {left, top + 24, chart.panel_width - 14, chart.panel_height - 28});
  Frame frame{.left = left + (panel.y_label.empty() ? 44.0 : 58.0), .top = top + 24};
  frame.width = left + chart.panel_width - 14 - frame.left;
  frame.height = top + chart.panel_height - (panel.x_label.empty() ? 26 : 42) - frame.top;
  frame.across = figure::axis_for(panel, true, frame.width);
  frame.up = figure::axis_for(panel, false, frame.height);
  std::string svg = "<g>\n";
  if (!panel.tooltip.empty()) svg += fmt::format("<title>{}</title>\n", escaped(panel.tooltip, 200));
  svg += text_at(frame.left, top + 16, "panel", "start", escaped(panel.title, 60));
  const double bottom = frame.top + frame.height, right = frame.left + frame.width;
  if (panel.field) svg += field_svg(*panel.field, frame);
  for (const figure::Tick& tick : frame.up.ticks) {
    const double y = frame.y(tick.value);
    if (!panel.field)
      svg += fmt::format("<line class=\"grid\" x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/>\n", frame.left,
                         right, y, y);
    svg += text_at(frame.left - 5, y + 4, "small", "end", tick.label);
  }
  for (const figure::Tick& tick : frame.across.ticks) {
    const double x = frame.x(tick.value);
    svg += fmt::format("<line class=\"frame\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1:.1f}\" y2=\"{2:.1f}\"/>\n", x,
                       bottom, bottom + 4);
    // Names stand upright: beside each other there is no room for them.
    svg += panel.x_names.empty()
               ? text_at(x, bottom + 16, "small", "middle", tick.label)
               : fmt::format(
                     "<text class=\"small\" transform=\"translate({:.1f} {:.1f}) rotate(-90)\" text-anchor=\"end\">{}"
                     "</text>\n",
                     x + 4, bottom + 7, tick.label);
  }
  svg += fmt::format("<path class=\"frame\" d=\"M{0:.1f} {1:.1f} V{2:.1f} H{3:.1f}\"/>\n", frame.left, frame.top,
                     bottom, right);
  if (!panel.x_label.empty())
    svg += text_at((frame.left + right) / 2, bottom + 32 + room_of_names(panel), "small", "middle",
                   escaped(panel.x_label, 60));
  if (!panel.y_label.empty())
    svg += fmt::format(
        "<text class=\"small\" transform=\"translate({:.1f} {:.1f}) rotate(-90)\" text-anchor=\"middle\">{}</text>\n",
        left + 12, (frame.top + bottom) / 2, escaped(panel.y_label, 40));
  svg += fmt::format(
      "<clipPath id=\"panel{}\"><rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/></clipPath>\n",
      number, frame.left, frame.top, frame.width, frame.height);
  svg += fmt::format("<g clip-path=\"url(#panel{})\">\n", number);
  for (const ChartSeries& series : panel.series) svg += drawn(series, frame);
  return svg + "</g>\n</g>\n";
}

std::string legend_svg(const Chart& chart, double x, double y) {
  std::string svg;
  for (const ChartLegend& entry : chart.legend) {
    ChartSeries sample = {{0, 1}, {0.5, 0.5}, entry.color, entry.mark};
    if (entry.mark == Mark::points) sample.x = {0.5}, sample.y = {0.5};
    Frame frame{.left = x, .top = y - 9, .width = 22, .height = 10};
    svg += drawn(sample, frame);
    svg += text_at(x + 28, y, "", "start", escaped(entry.name, 60));
    x += 28 + width_of(entry.name) + 22;
  }
  return svg;
}

void check(const Chart& chart) {
  if (chart.columns < 1) fail("a chart of {} columns; at least 1 is needed", chart.columns);
  const auto full = [](const ChartPanel& panel, const char* what, int columns, int rows, int least,
                       std::size_t values) {
    if (columns < least || rows < least || values != static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows))
      fail("the panel \"{}\" has a {} of {} × {} with {} values", panel.title, what, columns, rows, values);
    if (!panel.x_range || !panel.y_range) fail("the panel \"{}\" has a {} without ranges", panel.title, what);
  };
  for (const ChartPanel& panel : chart.panels) {
    if (const auto& field = panel.field) full(panel, "field", field->columns, field->rows, 1, field->values.size());
    if (const auto& surface = panel.surface)
      full(panel, "surface", surface->columns, surface->rows, 2, surface->heights.size());
    for (const ChartSeries& series : panel.series) {
      if (series.x.size() != series.y.size())
        fail("the panel \"{}\" has a series of {} x and {} y", panel.title, series.x.size(), series.y.size());
      if (series.color < 0 || series.color >= colors)
        fail("the panel \"{}\" has a series of color {}; 0 to {} are possible", panel.title, series.color, colors - 1);
    }
  }
}

}  // namespace

std::string chart_svg(const Chart& chart) {
  check(chart);
  const double margin = 16;
  double top = margin + 20;
  std::string body = text_at(margin, top, "title", "start", escaped(chart.title, 120));
  for (const std::string& note : chart.notes) body += text_at(margin, top += 20, "", "start", escaped(note, 200));
  if (!chart.legend.empty()) body += legend_svg(chart, margin, top += 24);
  top += 14;
  const int count = static_cast<int>(chart.panels.size());
  double room = 0;  // that the names in this row need
  for (int i = 0; i < count; ++i) {
    const int column = i % chart.columns;
    body += panel_svg(chart.panels[i], chart, margin + column * chart.panel_width, top, i);
    room = std::max(room, room_of_names(chart.panels[i]));
    if (column + 1 == chart.columns || i + 1 == count) top += chart.panel_height + std::exchange(room, 0);
  }
  return figure::svg_begin(2 * margin + chart.columns * chart.panel_width, top + margin, escaped(chart.title, 120),
                           style()) +
         body + "</svg>\n";
}

}  // namespace ansatz
