// The picture of a confusion matrix: what was right in one colour, what was mistaken in another.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "ansatz/figure.h"
#include "ansatz/text.h"
#include "base/fail.h"
#include "figure/svg.h"

namespace ansatz {
namespace {

using figure::escaped;
using figure::text_at;

constexpr const char* style = R"(.small { font-size: 11px; }
.hit { fill: #1f6fb4; } .miss { fill: #c7560e; } .strong { fill: #fff; }
@media (prefers-color-scheme: dark) {
  .hit { fill: #62aef0; } .miss { fill: #f59a52; } .strong { fill: #10131a; }
}
)";

constexpr int longest_name = 22;  // in characters

double name_width(const std::string& name) {
  return 6.4 * static_cast<double>(std::count_if(name.begin(), name.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

// `share`: of the row; the text on a strong shade has the paper's colour.
std::string cell_svg(double x, double y, double size, bool right, std::int64_t count, double share) {
  if (count == 0) return {};
  std::string svg = fmt::format(
      "<rect class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" fill-opacity=\"{:.3f}\"/>\n",
      right ? "hit" : "miss", x, y, size, size, 0.12 + 0.88 * std::sqrt(share));
  const std::string text = grouped(count);
  if (size >= 7.0 * static_cast<double>(text.size()) + 2 && size >= 16)
    svg += text_at(x + size / 2, y + size / 2 + 4, share > 0.3 ? "small strong" : "small", "middle", text);
  return svg;
}

}  // namespace

std::string confusion_svg(const ConfusionMatrix& matrix, const std::string& title) {
  const std::size_t classes = matrix.classes.size();
  if (classes == 0) fail("a confusion matrix without classes can't be drawn");
  const std::int64_t most = *std::max_element(matrix.counts.begin(), matrix.counts.end());
  const double digits = 7.0 * static_cast<double>(grouped(most).size()) + 10;
  const double side = static_cast<double>(classes);
  const std::vector<std::string> names = short_names(matrix.classes, longest_name).names;
  double widest = 0;
  for (const std::string& name : names) widest = std::max(widest, name_width(name));
  // A few classes get squares in which their names have room.
  const double wanted = std::clamp(widest + 8, 64.0, 96.0);
  const double size = std::max({4.0, std::min(wanted, 480 / side), classes <= 20 ? digits : 0.0});
  const bool upright = widest > size - 6;  // names don't fit below their columns
  const double margin = 16, left = margin + 28 + widest, top = margin + 52;
  const double bottom = top + side * size, right = left + side * size;
  std::string body = text_at(margin, margin + 20, "title", "start", escaped(title, 120));
  body += text_at(margin, margin + 40, "", "start", "Each row is a true class, shaded by where it went.");
  for (std::size_t truth = 0; truth < classes; ++truth) {
    const auto row = matrix.counts.begin() + static_cast<std::ptrdiff_t>(truth * classes);
    const auto total = std::accumulate(row, row + static_cast<std::ptrdiff_t>(classes), std::int64_t{0});
    for (std::size_t predicted = 0; predicted < classes; ++predicted) {
      const std::int64_t count = matrix.at(truth, predicted);
      body += cell_svg(left + static_cast<double>(predicted) * size, top + static_cast<double>(truth) * size, size,
                       truth == predicted, count,
                       static_cast<double>(count) / static_cast<double>(std::max<std::int64_t>(total, 1)));
    }
  }
  for (std::size_t i = 0; i <= classes; ++i) {
    const double at = static_cast<double>(i) * size;
    if (size >= 10 || i == 0 || i == classes)
      body += fmt::format("<path class=\"grid\" d=\"M{:.1f} {:.1f} H{:.1f} M{:.1f} {:.1f} V{:.1f}\"/>\n", left,
                          top + at, right, left + at, top, bottom);
  }
  for (std::size_t i = 0; i < classes && size >= 10; ++i) {
    const double middle = (static_cast<double>(i) + 0.5) * size;
    const std::string name = escaped(names[i]);
    body += text_at(left - 6, top + middle + 4, "small", "end", name);
    body += upright ? fmt::format(
                          "<text class=\"small\" transform=\"translate({:.1f} {:.1f}) rotate(-90)\" "
                          "text-anchor=\"end\">{}</text>\n",
                          left + middle + 4, bottom + 7, name)
                    : text_at(left + middle, bottom + 16, "small", "middle", name);
  }
  const double below = bottom + (size < 10 ? 18 : upright ? widest + 26 : 38);
  body += text_at((left + right) / 2, below, "", "middle", "predicted");
  body += fmt::format("<text transform=\"translate({:.1f} {:.1f}) rotate(-90)\" text-anchor=\"middle\">truth</text>\n",
                      margin + 8, (top + bottom) / 2);
  const double width = std::max(right + margin, 2 * margin + 340);
  return figure::svg_begin(width, below + margin, escaped(title, 120), style) + body + "</svg>\n";
}

}  // namespace ansatz
