#include "figure/surface.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "figure/svg.h"

namespace ansatz::figure {
namespace {

// A place on the paper, and how far it is from who looks.
struct Seen {
  double x, y, depth;
};

// A view from 30 degrees above, parallel: coordinates from -1 to 1 on each axis.
class View {
 public:
  View(const ChartPanel& panel, const Place& place) : panel_(panel) {
    const double turned = panel.surface->turned * std::acos(-1.0) / 180;
    cosine_ = std::cos(turned), sine_ = std::sin(turned);
    scale_ = std::min(place.width / 2.9, (place.height - 28) / 3.15);
    x_ = place.left + place.width / 2, y_ = place.top + place.height / 2 - 8;
  }
  Seen of(double x, double y, double z) const {
    const double across = scaled(x, *panel_.x_range), along = scaled(y, *panel_.y_range);
    const double up = std::clamp(scaled(z, panel_.surface->z_range), -1.5, 1.5);
    const double right = across * cosine_ - along * sine_, back = across * sine_ + along * cosine_;
    return {x_ + scale_ * right, y_ - scale_ * (back * 0.5 + up * 0.87), back * 0.87 - up * 0.5};
  }

 private:
  static double scaled(double value, std::pair<double, double> range) {
    return 2 * (value - range.first) / (range.second - range.first) - 1;
  }
  const ChartPanel& panel_;
  double cosine_, sine_, scale_, x_, y_;
};

struct Piece {
  double depth;
  std::string svg;
};

// From blue (low) over green to yellow (high).
std::string shade(double share) {
  constexpr std::array<std::array<double, 3>, 4> ramp = {{{58, 82, 139}, {32, 144, 140}, {94, 201, 98}, {240, 220, 60}}};
  const double place = std::clamp(share, 0.0, 1.0) * (ramp.size() - 1);
  const std::size_t begin = std::min(static_cast<std::size_t>(place), ramp.size() - 2);
  const double within = place - static_cast<double>(begin);
  std::array<int, 3> color;
  for (int i = 0; i < 3; ++i)
    color[i] = static_cast<int>(std::lround(ramp[begin][i] + within * (ramp[begin + 1][i] - ramp[begin][i])));
  return fmt::format("#{:02x}{:02x}{:02x}", color[0], color[1], color[2]);
}

}  // namespace

std::string surface_svg(const ChartPanel& panel, const Place& place) {
  const ChartSurface& surface = *panel.surface;
  const View view(panel, place);
  const auto [x0, x1] = *panel.x_range;
  const auto [y0, y1] = *panel.y_range;
  const auto [z0, z1] = surface.z_range;
  std::vector<Piece> pieces;
  const auto corner = [&, x0 = x0, x1 = x1, y0 = y0, y1 = y1](int column, int row) {
    return view.of(x0 + (x1 - x0) * column / (surface.columns - 1), y0 + (y1 - y0) * row / (surface.rows - 1),
                   surface.heights[static_cast<std::size_t>(row) * surface.columns + column]);
  };
  const std::string opacity = surface.opacity < 1 ? fmt::format(" opacity=\"{:.2g}\"", surface.opacity) : "";
  const auto height = [&](int column, int row) {
    return surface.heights[static_cast<std::size_t>(row) * surface.columns + column];
  };
  for (int row = 0; row + 1 < surface.rows; ++row)
    for (int column = 0; column + 1 < surface.columns; ++column) {
      const double middle =
          (height(column, row) + height(column + 1, row) + height(column, row + 1) + height(column + 1, row + 1)) / 4;
      if (!std::isfinite(middle)) continue;
      const Seen a = corner(column, row), b = corner(column + 1, row), c = corner(column + 1, row + 1),
                 d = corner(column, row + 1);
      pieces.push_back(
          {(a.depth + b.depth + c.depth + d.depth) / 4,
           fmt::format("<path class=\"patch\" fill=\"{}\"{} d=\"M{:.1f} {:.1f}L{:.1f} {:.1f}L{:.1f} {:.1f}L{:.1f} {:.1f}Z\"/>\n",
                       shade((middle - z0) / (z1 - z0)), opacity, a.x, a.y, b.x, b.y, c.x, c.y, d.x, d.y)});
    }
  for (const ChartSurface::Points& points : surface.points)
    for (std::size_t i = 0; i < points.x.size(); ++i) {
      const Seen at = view.of(points.x[i], points.y[i], points.z[i]);
      if (points.joined) {
        if (i == 0) continue;
        const Seen from = view.of(points.x[i - 1], points.y[i - 1], points.z[i - 1]);
        pieces.push_back({(at.depth + from.depth) / 2,
                          fmt::format("<path class=\"curve c{}\" d=\"M{:.1f} {:.1f}L{:.1f} {:.1f}\"/>\n", points.color, from.x,
                                      from.y, at.x, at.y)});
        continue;
      }
      pieces.push_back({at.depth, fmt::format("<circle class=\"p{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2.2\"/>\n",
                                              points.color, at.x, at.y)});
    }
  std::stable_sort(pieces.begin(), pieces.end(), [](const Piece& a, const Piece& b) { return a.depth > b.depth; });
  std::string svg = "<g>\n" + text_at(place.left + 8, place.top - 8, "panel", "start", escaped(panel.title, 60));
  // The floor, with the ranges at its edges.
  const Seen floor[] = {view.of(x0, y0, z0), view.of(x1, y0, z0), view.of(x1, y1, z0), view.of(x0, y1, z0)};
  svg += fmt::format("<path class=\"frame\" d=\"M{:.1f} {:.1f}L{:.1f} {:.1f}L{:.1f} {:.1f}L{:.1f} {:.1f}Z\"/>\n", floor[0].x,
                     floor[0].y, floor[1].x, floor[1].y, floor[2].x, floor[2].y, floor[3].x, floor[3].y);
  const Seen top = view.of(x0, y1, z1);
  svg += fmt::format("<path class=\"frame\" d=\"M{:.1f} {:.1f}L{:.1f} {:.1f}\"/>\n", floor[3].x, floor[3].y, top.x, top.y);
  for (const Piece& piece : pieces) svg += piece.svg;
  const auto edge = [&](const Seen& a, const Seen& b, double from, double to, const std::string& label, const char* anchor, double aside) {
    const auto at = [&](double share, const std::string& text) {
      return text_at(a.x + share * (b.x - a.x) + aside, a.y + share * (b.y - a.y) + 14, "small", anchor, text);
    };
    return at(0.04, fmt::format("{:.2g}", from)) + at(0.5, escaped(label, 30)) + at(0.96, fmt::format("{:.2g}", to));
  };
  svg += edge(floor[0], floor[1], x0, x1, panel.x_label, "start", 6);
  svg += edge(floor[0], floor[3], y0, y1, panel.y_label, "end", -6);
  svg += text_at(top.x - 6, top.y + 4, "small", "end", fmt::format("{:.2g}", z1)) +
         text_at(floor[3].x - 6, floor[3].y - 4, "small", "end", fmt::format("{:.2g}", z0));
  return svg + "</g>\n";
}

}  // namespace ansatz::figure
