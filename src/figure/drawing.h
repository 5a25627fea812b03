// Drawings of boxes, circles and arrows at given places.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ansatz::figure {

struct Point {
  double x = 0, y = 0;
};

/// A line from one place to another.
struct Arrow {
  int color = 7;       ///< of the palette
  bool dashed = false;
  bool head = true;
  double bent = 0;     ///< how far its middle lies to the left of the straight line, in pixels
  double width = 1.6;
};

/// What is drawn later lies above.
class Drawing {
 public:
  void text(Point at, std::string_view text, std::string_view kind = "", std::string_view anchor = "middle");
  /// Text with a halo in the paper's colour, which stays readable on lines.
  void label(Point at, std::string_view text, int color, std::string_view anchor = "middle");
  /// A box with round corners around `middle`; the first line of text is bold.
  void box(Point middle, double width, double height, const std::vector<std::string>& lines, int color);
  /// A circle with text in it.
  void circle(Point middle, double radius, std::string_view text, int color);
  void arrow(Point from, Point to, const Arrow& arrow = {});
  /// The drawing as SVG, with the title above it.
  std::string svg(double width, double height, std::string_view title) const;

 private:
  std::string body_;
};

/// The place that lies `share` of the way from a to b.
Point between(Point a, Point b, double share);
/// The places where the straight line between two circles' middles leaves them.
std::pair<Point, Point> between_circles(Point a, Point b, double radius);

}  // namespace ansatz::figure
