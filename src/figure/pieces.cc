// The linear pieces of a network: a bent line, or a plane cut into polygons.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ansatz/figure.h"
#include "ansatz/pieces.h"
#include "ansatz/text.h"
#include "figure/axis.h"
#include "figure/frame.h"
#include "figure/palette.h"
#include "figure/svg.h"

namespace ansatz {
namespace {

using figure::escaped;
using figure::text_at;

std::string title_of(const LinearPieces& pieces) {
  const auto count = static_cast<std::int64_t>(pieces.pieces.size());
  return fmt::format("{}: {} linear piece{}", pieces.output, grouped(count), count == 1 ? "" : "s");
}

// Points along a side that is straight in the encoded inputs.
constexpr int steps_of_bent_sides = 16;

std::vector<double> between(const LinearPieces& pieces, const std::vector<double>& a, const std::vector<double>& b,
                            double t) {
  std::vector<double> x;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const LinearPieces::Encoding& encoding = pieces.encodings[i];
    const double from = encoding(a[i]), to = encoding(b[i]);
    x.push_back(t <= 0 ? a[i] : t >= 1 ? b[i] : encoding.inverse(from + t * (to - from)));
  }
  return x;
}

Chart line_of(const LinearPieces& pieces) {
  ChartSeries line{.color = 0, .mark = Mark::line}, knots{.color = 1, .mark = Mark::points};
  for (const LinearPiece& piece : pieces.pieces) {
    const auto &from = piece.parts[0][0], &to = piece.parts[0][1];
    const int steps = pieces.encodings[0].bent ? steps_of_bent_sides : 1;
    for (int i = 0; i <= steps; ++i) {
      const std::vector<double> x = between(pieces, from, to, static_cast<double>(i) / steps);
      line.x.push_back(x[0]);
      line.y.push_back(pieces.value(piece, x));
    }
    if (&piece != &pieces.pieces.front()) {
      knots.x.push_back(from[0]);
      knots.y.push_back(pieces.value(piece, from));
    }
  }
  Chart chart{.title = title_of(pieces), .columns = 1, .panel_width = 620, .panel_height = 400};
  chart.panels.push_back(
      {.x_label = pieces.inputs[0], .y_label = pieces.output, .series = {line, knots}, .x_range = pieces.ranges[0]});
  return chart;
}

std::string number(double value) { return fmt::format("{:.3g}", std::abs(value) < 1e-12 ? 0.0 : value); }

// "0.5 + 2·x1 - x2", of inputs that are taken as they are.
std::string formula_of(const LinearPieces& pieces, const LinearPiece& piece) {
  std::string text;
  const auto add = [&](double value, const std::string& name) {
    if (std::abs(value) < 1e-12) return;
    const std::string size = number(std::abs(value));
    text += text.empty() ? (value < 0 ? "-" : "") : value < 0 ? " - " : " + ";
    text += name.empty() ? size : size == "1" ? name : size + "·" + name;
  };
  for (std::size_t i = 0; i < piece.slopes.size(); ++i) add(piece.slopes[i], pieces.inputs[i]);
  add(piece.intercept, "");
  return text.empty() ? "0" : text;
}

std::string fills(const figure::Palette& palette) {
  std::string text;
  for (int c = 0; c < figure::colors; ++c) text += fmt::format(".p{} {{ fill: {}; }}\n", c, palette[c]);
  return text;
}

std::string polygons_svg(const LinearPieces& pieces) {
  constexpr double margin = 16, size = 440;
  constexpr std::size_t most_formulas = 16;
  figure::Frame frame{.left = margin + 58, .top = margin + 36, .width = size, .height = size};
  frame.across = figure::linear_axis(pieces.ranges[0].first, pieces.ranges[0].second, 7);
  frame.up = figure::linear_axis(pieces.ranges[1].first, pieces.ranges[1].second, 7);
  const bool bent = pieces.encodings[0].bent || pieces.encodings[1].bent;
  std::string body = text_at(margin, margin + 20, "title", "start", escaped(title_of(pieces), 120)), labels;
  for (std::size_t p = 0; p < pieces.pieces.size(); ++p) {
    const LinearPiece& piece = pieces.pieces[p];
    double largest = 0, middle_x = 0, middle_y = 0;
    for (const auto& corners : piece.parts) {
      std::string path;
      double area = 0, x_sum = 0, y_sum = 0;
      for (std::size_t i = 0; i < corners.size(); ++i) {
        const auto& next = corners[(i + 1) % corners.size()];
        const int steps = bent ? steps_of_bent_sides : 1;
        for (int s = 0; s < steps; ++s) {
          const std::vector<double> x = between(pieces, corners[i], next, static_cast<double>(s) / steps);
          path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : " L", frame.x(x[0]), frame.y(x[1]));
        }
        const double cross = frame.x(corners[i][0]) * frame.y(next[1]) - frame.x(next[0]) * frame.y(corners[i][1]);
        area += cross / 2;
        x_sum += (frame.x(corners[i][0]) + frame.x(next[0])) * cross / 6;
        y_sum += (frame.y(corners[i][1]) + frame.y(next[1])) * cross / 6;
      }
      body += fmt::format("<path class=\"piece p{}\" fill-opacity=\"{:.2f}\" d=\"{} Z\"/>\n", p % figure::colors,
                          0.18 + 0.22 * static_cast<double>(p / figure::colors % 3), path);
      if (std::abs(area) > largest) largest = std::abs(area), middle_x = x_sum / area, middle_y = y_sum / area;
    }
    if (!bent && pieces.pieces.size() <= most_formulas && largest > 1500)
      labels += text_at(middle_x, middle_y + 4, "small", "middle", escaped(formula_of(pieces, piece), 40));
  }
  const double bottom = frame.top + size, right = frame.left + size;
  for (const figure::Tick& tick : frame.across.ticks)
    body += text_at(frame.x(tick.value), bottom + 16, "small", "middle", tick.label);
  for (const figure::Tick& tick : frame.up.ticks)
    body += text_at(frame.left - 5, frame.y(tick.value) + 4, "small", "end", tick.label);
  body += fmt::format("<path class=\"frame\" d=\"M{0:.1f} {1:.1f} V{2:.1f} H{3:.1f} V{1:.1f} Z\"/>\n", frame.left,
                      frame.top, bottom, right);
  body += text_at((frame.left + right) / 2, bottom + 34, "", "middle", escaped(pieces.inputs[0], 60));
  body += fmt::format("<text transform=\"translate({:.1f} {:.1f}) rotate(-90)\" text-anchor=\"middle\">{}</text>\n",
                      margin + 10, (frame.top + bottom) / 2, escaped(pieces.inputs[1], 60));
  const std::string style =
      ".piece { stroke: #888; stroke-width: 0.8; stroke-linejoin: round; }\n.small { font-size: 11px; }\n" +
      fills(figure::light) + "@media (prefers-color-scheme: dark) {\n" + fills(figure::dark) + "}\n";
  return figure::svg_begin(right + margin, bottom + 34 + margin, escaped(title_of(pieces), 120), style) + body +
         labels + "</svg>\n";
}

}  // namespace

Picture pieces_picture(const LinearPieces& pieces) {
  if (pieces.inputs.size() == 1) return line_of(pieces);
  return polygons_svg(pieces);
}

}  // namespace ansatz
