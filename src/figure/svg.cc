#include "figure/svg.h"

#include <fmt/format.h>

namespace ansatz::figure {
namespace {

/// The length of the UTF-8 character that begins at text[i], 0 when none does.
std::size_t character_length(std::string_view text, std::size_t i) {
  const unsigned char first = static_cast<unsigned char>(text[i]);
  const std::size_t length = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
  if (length == 0 || i + length > text.size()) return 0;
  for (std::size_t k = 1; k < length; ++k)
    if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80) return 0;
  // Surrogates, too long forms, and what lies beyond Unicode are no characters of XML.
  const unsigned char second = length > 1 ? static_cast<unsigned char>(text[i + 1]) : 0x80;
  if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second >= 0xA0) || (first == 0xF0 && second < 0x90) ||
      (first == 0xF4 && second >= 0x90))
    return 0;
  return length;
}

}  // namespace

std::string svg_begin(double width, double height, std::string_view title, std::string_view more_style) {
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" role=\"img\">\n"
      "<title>{2}</title>\n{3}{4}</style>\n<rect class=\"paper\" width=\"{0}\" height=\"{1}\"/>\n",
      width, height, title, base_style, more_style);
}

std::string text_at(double x, double y, std::string_view kind, std::string_view anchor, std::string_view text) {
  return fmt::format("<text class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>\n", kind, x, y, anchor, text);
}

std::string escaped(std::string_view text, int most) {
  std::string result;
  int count = 0;
  for (std::size_t i = 0; i < text.size();) {
    if (++count > most) return result + "…";
    const std::size_t length = character_length(text, i);
    const char c = text[i];
    if (length == 0) result += '?';
    else if (c == '&') result += "&amp;";
    else if (c == '<') result += "&lt;";
    else if (c == '>') result += "&gt;";
    else if (c == '"') result += "&quot;";
    else if (length == 1 && (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)) result += ' ';
    else result += text.substr(i, length);
    i += length == 0 ? 1 : length;
  }
  return result;
}

}  // namespace ansatz::figure
