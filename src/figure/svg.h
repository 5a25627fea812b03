// Text for SVG files.
#pragma once

#include <string>
#include <string_view>

namespace ansatz::figure {

/// What every picture's style begins with, light and dark; programs that know no media queries show the light ones. A
/// picture adds rules of its own, the dark ones in a media query, and closes the element.
inline constexpr const char* base_style = R"(<style>
text { font-family: system-ui, "DejaVu Sans", "Helvetica Neue", Arial, "Noto Sans CJK SC", "WenQuanYi Micro Hei", sans-serif; font-size: 13px; fill: #444; }
.paper { fill: #fff; }
.title { font-size: 17px; font-weight: 600; fill: #111; }
.grid { stroke: #e4e4e4; }
.frame { stroke: #999; fill: none; }
@media (prefers-color-scheme: dark) {
  text { fill: #bbb; }
  .paper { fill: #16181c; }
  .title { fill: #f2f2f2; }
  .grid { stroke: #2d3138; }
  .frame { stroke: #6a7078; }
}
)";

/// The element that begins a picture of this size in pixels, its title, style, and paper.
std::string svg_begin(double width, double height, std::string_view title, std::string_view more_style);

/// `<text>` at a place; `anchor` is start, middle, or end. The text must be escaped.
std::string text_at(double x, double y, std::string_view kind, std::string_view anchor, std::string_view text);

/// Text as the content of an element: markup is escaped, control characters become spaces, bytes that are no UTF-8 become
/// "?", and what is longer than `most` characters ends in "…".
std::string escaped(std::string_view text, int most = 80);

}  // namespace ansatz::figure
