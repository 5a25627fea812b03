// Charts in a terminal: a braille character holds two by four dots.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ansatz/chart.h"
#include "base/fail.h"
#include "figure/frame.h"
#include "figure/palette.h"

namespace ansatz {
namespace {

using figure::Frame;

// How many columns a terminal gives to UTF-8 text; Chinese characters take two.
int columns_of(const std::string& text) {
  int columns = 0;
  for (const unsigned char c : text) columns += (c & 0xC0) == 0x80 ? 0 : c >= 0xE3 ? 2 : 1;
  return columns;
}

std::string shortened(const std::string& text, int most) {
  if (columns_of(text) <= most) return text;
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i + 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
    if (columns_of(result + text.substr(i, end - i)) > most - 1) break;
    result += text.substr(i, end - i);
    i = end;
  }
  return result + "…";
}

// Dots, and the colour that was last drawn in each character.
class Canvas {
 public:
  Canvas(int columns, int rows)
      : columns_(columns), rows_(rows), dots_(static_cast<std::size_t>(columns) * rows), colors_(dots_.size(), -1) {}

  void dot(double x, double y, int color) {
    const int column = static_cast<int>(std::floor(x)), row = static_cast<int>(std::floor(y));
    if (column < 0 || column >= 2 * columns_ || row < 0 || row >= 4 * rows_) return;
    constexpr int bits[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
    const std::size_t place = static_cast<std::size_t>(row / 4) * columns_ + column / 2;
    dots_[place] |= bits[row % 4][column % 2];
    colors_[place] = color;
  }

  void line(double x0, double y0, double x1, double y1, int color, bool dashed) {
    const int steps = static_cast<int>(std::ceil(std::max({std::fabs(x1 - x0), std::fabs(y1 - y0), 1.0})));
    for (int i = 0; i <= std::min(steps, 10000); ++i)
      if (!dashed || (static_cast<int>(std::floor(x0 + (x1 - x0) * i / steps)) & 3) < 2)
        dot(x0 + (x1 - x0) * i / steps, y0 + (y1 - y0) * i / steps, color);
  }

  std::string row(int row, bool colored) const {
    std::string text;
    int last = -1;
    for (int column = 0; column < columns_; ++column) {
      const std::size_t place = static_cast<std::size_t>(row) * columns_ + column;
      if (colored && colors_[place] >= 0 && colors_[place] != last)
        text += fmt::format("\x1b[38;5;{}m", figure::terminal[last = colors_[place]]);
      const int code = 0x2800 + dots_[place];
      text += {static_cast<char>(0xE0 | code >> 12), static_cast<char>(0x80 | (code >> 6 & 0x3F)),
               static_cast<char>(0x80 | (code & 0x3F))};
    }
    return last >= 0 ? text + "\x1b[0m" : text;
  }

 private:
  int columns_, rows_;
  std::vector<unsigned> dots_;
  std::vector<int> colors_;
};

void draw(const ChartSeries& series, const Frame& frame, Canvas& canvas) {
  // Lines from far outside are cut where they no longer matter.
  const auto y = [&](std::size_t i) { return std::clamp(frame.y(series.y[i]), -2 * frame.height, 3 * frame.height); };
  for (std::size_t i = 0; i < series.x.size(); ++i) {
    if (!frame.shows(series.x[i], series.y[i])) continue;
    const bool alone = i == 0 || series.mark == Mark::points || !frame.shows(series.x[i - 1], series.y[i - 1]);
    if (alone) canvas.dot(frame.x(series.x[i]), y(i), series.color);
    else canvas.line(frame.x(series.x[i - 1]), y(i - 1), frame.x(series.x[i]), y(i), series.color, series.mark == Mark::dashed);
  }
}

std::string right(const std::string& text, int columns) {
  return std::string(static_cast<std::size_t>(std::max(0, columns - columns_of(text))), ' ') + text;
}

// The panel in `width` columns: its title, the plot, and what stands at the lower edge.
std::vector<std::string> panel_lines(const ChartPanel& panel, int width, int height, bool colored) {
  constexpr int gutter = 8;
  const int columns = width - gutter - 1;
  Frame frame{.width = 2.0 * columns - 1, .height = 4.0 * height - 1};
  frame.across = figure::axis_for(panel, true, 60);
  frame.up = figure::axis_for(panel, false, 60);
  Canvas canvas(columns, height);
  for (const ChartSeries& series : panel.series) draw(series, frame, canvas);
  std::vector<std::string> lines = {shortened(panel.title, width - 1)};
  const auto number = [](double value) {
    const bool whole = value == std::round(value) && std::fabs(value) < 1e5;
    return whole ? figure::number_text(value, 0) : fmt::format("{:.3g}", value);
  };
  for (int row = 0; row < height; ++row) {
    const std::string label = row == 0            ? number(frame.up.high)
                              : row == height - 1 ? number(frame.up.low)
                                                  : "";
    lines.push_back(right(label, gutter - 1) + "│" + canvas.row(row, colored));
  }
  const std::string low = number(frame.across.low), high = number(frame.across.high);
  const int room = columns - columns_of(low) - columns_of(high) - 2;
  const std::string label = room > 3 ? shortened(panel.x_label, room) : "";
  const int before = (room - columns_of(label)) / 2 + 1;
  lines.push_back(std::string(gutter, ' ') + low + std::string(static_cast<std::size_t>(std::max(1, before)), ' ') + label +
                  right(high, std::max(1 + columns_of(high), columns - columns_of(low) - before - columns_of(label))));
  return lines;
}

// The columns of a line, its colours left out.
int shown_columns(const std::string& line) {
  std::string plain;
  for (std::size_t i = 0; i < line.size(); ++i)
    if (line[i] == '\x1b') i = line.find('m', i);
    else plain += line[i];
  return columns_of(plain);
}

}  // namespace

std::string chart_text(const Chart& chart, int columns, bool colored) {
  if (columns < 30) fail("a chart in {} columns; at least 30 are needed", columns);
  // As many beside each other as there is room for, and for their titles.
  int longest = 25;
  for (const ChartPanel& panel : chart.panels) longest = std::max(longest, std::min(columns_of(panel.title), 39));
  const int beside = std::clamp(columns / (longest + 1), 1, std::max(1, chart.columns));
  const int width = columns / beside, height = beside == 1 ? 16 : 8;
  std::string text = shortened(chart.title, columns) + "\n";
  std::string legend;
  for (const ChartLegend& entry : chart.legend) {
    const char* sample = entry.mark == Mark::points ? "•" : entry.mark == Mark::dashed ? "╌╌" : "──";
    legend += (legend.empty() ? "" : "   ") +
              (colored ? fmt::format("\x1b[38;5;{}m{}\x1b[0m", figure::terminal[entry.color], sample) : sample) + " " + entry.name;
  }
  if (!legend.empty()) text += legend + "\n";
  std::vector<const ChartPanel*> panels;
  for (const ChartPanel& panel : chart.panels)
    if (!panel.surface) panels.push_back(&panel);
  for (std::size_t begin = 0; begin < panels.size(); begin += beside) {
    const std::size_t end = std::min(begin + beside, panels.size());
    std::vector<std::vector<std::string>> blocks;
    for (std::size_t i = begin; i < end; ++i) blocks.push_back(panel_lines(*panels[i], width, height, colored));
    text += "\n";
    for (std::size_t line = 0; line < blocks[0].size(); ++line) {
      std::string row;
      for (std::size_t i = 0; i < blocks.size(); ++i) {
        row += blocks[i][line];
        if (i + 1 < blocks.size()) row += std::string(static_cast<std::size_t>(std::max(0, width - shown_columns(blocks[i][line]))), ' ');
      }
      text += row.substr(0, row.find_last_not_of(' ') + 1) + "\n";
    }
  }
  return text;
}

}  // namespace ansatz
