#include "figure/drawing.h"

#include <fmt/format.h>

#include <cmath>

#include "figure/palette.h"
#include "figure/svg.h"

namespace ansatz::figure {
namespace {

std::string style() {
  const auto rules = [](const Palette& palette, const char* paper) {
    std::string text;
    for (int c = 0; c < colors; ++c)
      text += fmt::format(".c{0} {{ stroke: {1}; }} .p{0} {{ fill: {1}; }} .f{0} {{ fill: {1}; fill-opacity: 0.14; stroke: {1}; }}\n", c,
                          palette[c]);
    return text + fmt::format(".halo {{ stroke: {}; stroke-width: 4px; stroke-linejoin: round; paint-order: stroke; }}\n", paper);
  };
  return ".arrow { fill: none; }\n.small { font-size: 11px; }\n.strong { font-weight: 600; }\n" + rules(light, "#fff") +
         "@media (prefers-color-scheme: dark) {\n" + rules(dark, "#16181c") + "}\n";
}

}  // namespace

Point between(Point a, Point b, double share) { return {a.x + share * (b.x - a.x), a.y + share * (b.y - a.y)}; }

std::pair<Point, Point> between_circles(Point a, Point b, double radius) {
  const double share = radius / std::hypot(b.x - a.x, b.y - a.y);
  return {between(a, b, share), between(b, a, share)};
}

void Drawing::text(Point at, std::string_view text, std::string_view kind, std::string_view anchor) {
  body_ += text_at(at.x, at.y, kind, anchor, escaped(text, 200));
}

void Drawing::label(Point at, std::string_view text, int color, std::string_view anchor) {
  body_ += text_at(at.x, at.y + 4, fmt::format("small halo p{}", color), anchor, escaped(text, 100));
}

void Drawing::box(Point middle, double width, double height, const std::vector<std::string>& lines, int color) {
  body_ += fmt::format("<rect class=\"f{}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" rx=\"8\"/>\n", color,
                       middle.x - width / 2, middle.y - height / 2, width, height);
  double y = middle.y + 5 - 9.0 * (static_cast<double>(lines.size()) - 1);
  for (const std::string& line : lines) {
    text({middle.x, y}, line, &line == &lines.front() ? "strong" : "small");
    y += 18;
  }
}

void Drawing::circle(Point middle, double radius, std::string_view text, int color) {
  body_ += fmt::format("<circle class=\"paper\" cx=\"{0:.1f}\" cy=\"{1:.1f}\" r=\"{2:.1f}\"/>\n<circle class=\"f{3}\" cx=\"{0:.1f}\" cy=\"{1:.1f}\" r=\"{2:.1f}\"/>\n",
                       middle.x, middle.y, radius, color);
  this->text({middle.x, middle.y + 5}, text, "strong");
}

void Drawing::arrow(Point from, Point to, const Arrow& arrow) {
  const double length = std::hypot(to.x - from.x, to.y - from.y);
  const Point along = {(to.x - from.x) / length, (to.y - from.y) / length}, left = {along.y, -along.x};
  const Point middle = {(from.x + to.x) / 2 + 2 * arrow.bent * left.x, (from.y + to.y) / 2 + 2 * arrow.bent * left.y};
  body_ += fmt::format("<path class=\"arrow c{}\" stroke-width=\"{}\"{} d=\"M{:.1f} {:.1f} Q{:.1f} {:.1f} {:.1f} {:.1f}\"/>\n", arrow.color,
                       arrow.width, arrow.dashed ? " stroke-dasharray=\"5 3\"" : "", from.x, from.y, middle.x, middle.y, to.x, to.y);
  if (!arrow.head) return;
  // The head points where the line arrives.
  const double last = std::hypot(to.x - middle.x, to.y - middle.y);
  const Point ahead = {(to.x - middle.x) / last, (to.y - middle.y) / last};
  const auto back = [&](double side) {
    return Point{to.x - 9 * ahead.x + side * 4 * ahead.y, to.y - 9 * ahead.y - side * 4 * ahead.x};
  };
  body_ += fmt::format("<path class=\"p{}\" d=\"M{:.1f} {:.1f} L{:.1f} {:.1f} L{:.1f} {:.1f} Z\"/>\n", arrow.color, to.x, to.y, back(1).x,
                       back(1).y, back(-1).x, back(-1).y);
}

std::string Drawing::svg(double width, double height, std::string_view title) const {
  return svg_begin(width, height, escaped(title), style()) + text_at(16, 34, "title", "start", escaped(title, 120)) + body_ + "</svg>\n";
}

}  // namespace ansatz::figure
