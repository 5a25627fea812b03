#include "ansatz/chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/fail.h"
#include "figure/axis.h"
#include "figure/svg.h"

namespace ansatz {
namespace {

using figure::Axis;
using figure::escaped;
using figure::text_at;

constexpr int colors = 8;
constexpr std::array<const char*, colors> light = {"#1f6fb4", "#c7560e", "#1b8a5a", "#8a4fae",
                                                   "#b3263a", "#0d8a93", "#7a6a3a", "#8a8a8a"};
constexpr std::array<const char*, colors> dark = {"#62aef0", "#f59a52", "#4fc08d", "#c08fe0",
                                                  "#f0717f", "#4cc3cb", "#c9b67a", "#8d939b"};

std::string style() {
  const auto rules = [](const std::array<const char*, colors>& palette) {
    std::string text;
    for (int c = 0; c < colors; ++c)
      text += fmt::format(".c{0} {{ stroke: {1}; }} .p{0} {{ fill: {1}; }}\n", c, palette[c]);
    return text;
  };
  return ".curve { fill: none; stroke-width: 1.8; stroke-linejoin: round; }\n.dashed { stroke-dasharray: 5 3; }\n"
         ".small { font-size: 11px; }\n.panel { font-weight: 600; }\n" +
         rules(light) + "@media (prefers-color-scheme: dark) {\n" + rules(dark) + "}\n";
}

// The finite values that the axis can show, of one coordinate of all series.
std::vector<double> shown_values(const ChartPanel& panel, bool of_x, bool logarithmic) {
  std::vector<double> values;
  for (const ChartSeries& series : panel.series)
    for (const double value : of_x ? series.x : series.y)
      if (std::isfinite(value) && std::fabs(value) < 1e100 && !(logarithmic && value <= 0)) values.push_back(value);
  return values;
}

// `length`: of the axis in pixels; a number stands every 60.
Axis axis_for(const ChartPanel& panel, bool of_x, double length) {
  if (of_x && !panel.x_names.empty()) {
    Axis axis{.low = -0.5, .high = static_cast<double>(panel.x_names.size()) - 0.5};
    for (std::size_t i = 0; i < panel.x_names.size(); ++i)
      axis.ticks.push_back({static_cast<double>(i), escaped(panel.x_names[i], 18)});
    return axis;
  }
  const bool logarithmic = of_x ? panel.x_logarithmic : panel.y_logarithmic;
  const int ticks = std::max(of_x ? 4 : 3, static_cast<int>(length / 60));
  if (const auto& range = of_x ? panel.x_range : panel.y_range)
    return logarithmic ? figure::logarithmic_axis(range->first, range->second)
                       : figure::linear_axis(range->first, range->second, ticks);
  const std::vector<double> values = shown_values(panel, of_x, logarithmic);
  if (values.empty()) return {};
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  if (logarithmic) {
    const double room = of_x ? 1 : std::max(1.05, std::pow(*most / *least, 0.04));
    return figure::logarithmic_axis(*least / room, std::max(*most, *least * 1.01) * room);
  }
  const double span = *most > *least ? *most - *least : std::max(1.0, std::fabs(*most)) * 0.2;
  const double room = of_x ? 0 : 0.05 * span;
  return figure::linear_axis(*least - room, *least + span + room, ticks);
}

struct Frame {
  double left, top, width, height;
  Axis across, up;
  double x(double value) const { return left + across.position(value) * width; }
  double y(double value) const { return top + height - up.position(value) * height; }
};

std::string drawn(const ChartSeries& series, const Frame& frame) {
  const auto shown = [&](std::size_t i) {
    const double x = series.x[i], y = series.y[i];
    return std::isfinite(x) && std::isfinite(y) && !(frame.across.logarithmic && x <= 0) &&
           !(frame.up.logarithmic && y <= 0);
  };
  // Far outside of the frame a place means nothing more, and some programs draw such lines wrongly.
  const auto place = [&](std::size_t i) {
    const double y = frame.y(series.y[i]);
    return fmt::format("{:.1f} {:.1f}", frame.x(series.x[i]),
                       std::clamp(y, frame.top - frame.height, frame.top + 2 * frame.height));
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
  bool drawing = false;
  for (std::size_t i = 0; i < series.x.size(); ++i) {
    if (shown(i)) path += (drawing ? " L" : path.empty() ? "M" : " M") + place(i);
    drawing = shown(i);
  }
  if (path.empty()) return {};
  return fmt::format("<path class=\"curve c{}{}\" d=\"{}\"/>\n", series.color,
                     series.mark == Mark::dashed ? " dashed" : "", path);
}

// `number` names the panel's clip path.
std::string panel_svg(const ChartPanel& panel, const Chart& chart, double left, double top, int number) {
  Frame frame{.left = left + (panel.y_label.empty() ? 44.0 : 58.0), .top = top + 24};
  frame.width = left + chart.panel_width - 14 - frame.left;
  frame.height = top + chart.panel_height - (panel.x_label.empty() ? 26 : 42) - frame.top;
  frame.across = axis_for(panel, true, frame.width);
  frame.up = axis_for(panel, false, frame.height);
  std::string svg = "<g>\n";
  if (!panel.tooltip.empty()) svg += fmt::format("<title>{}</title>\n", escaped(panel.tooltip, 200));
  svg += text_at(frame.left, top + 16, "panel", "start", escaped(panel.title, 60));
  const double bottom = frame.top + frame.height, right = frame.left + frame.width;
  for (const figure::Tick& tick : frame.up.ticks) {
    const double y = frame.y(tick.value);
    svg += fmt::format("<line class=\"grid\" x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/>\n", frame.left,
                       right, y, y);
    svg += text_at(frame.left - 5, y + 4, "small", "end", tick.label);
  }
  for (const figure::Tick& tick : frame.across.ticks) {
    const double x = frame.x(tick.value);
    svg += fmt::format("<line class=\"frame\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1:.1f}\" y2=\"{2:.1f}\"/>\n", x,
                       bottom, bottom + 4);
    // Names stand upright inside of the panel: beside each other there is no room for them.
    svg += panel.x_names.empty()
               ? text_at(x, bottom + 16, "small", "middle", tick.label)
               : fmt::format("<text class=\"small\" transform=\"translate({:.1f} {:.1f}) rotate(-90)\">{}</text>\n", x + 4,
                             bottom - 5, tick.label);
  }
  svg += fmt::format("<path class=\"frame\" d=\"M{0:.1f} {1:.1f} V{2:.1f} H{3:.1f}\"/>\n", frame.left, frame.top,
                     bottom, right);
  if (!panel.x_label.empty())
    svg += text_at((frame.left + right) / 2, bottom + 32, "small", "middle", escaped(panel.x_label, 60));
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

// About how wide a text is in pixels, at 13 pixels a line.
double width_of(const std::string& text) {
  double width = 0;
  for (const unsigned char c : text) width += (c & 0xC0) == 0x80 ? 0 : 7.4;
  return width;
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
  for (const ChartPanel& panel : chart.panels)
    for (const ChartSeries& series : panel.series) {
      if (series.x.size() != series.y.size())
        fail("the panel \"{}\" has a series of {} x and {} y", panel.title, series.x.size(), series.y.size());
      if (series.color < 0 || series.color >= colors)
        fail("the panel \"{}\" has a series of color {}; 0 to {} are possible", panel.title, series.color, colors - 1);
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
  for (int i = 0; i < count; ++i) {
    const int row = i / chart.columns, column = i % chart.columns;
    body += panel_svg(chart.panels[i], chart, margin + column * chart.panel_width, top + row * chart.panel_height, i);
  }
  const int rows = (count + chart.columns - 1) / chart.columns;
  return figure::svg_begin(2 * margin + chart.columns * chart.panel_width, top + rows * chart.panel_height + margin,
                           escaped(chart.title, 120), style()) +
         body + "</svg>\n";
}

}  // namespace ansatz
