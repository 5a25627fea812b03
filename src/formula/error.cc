#include <fmt/format.h>

#include "ansatz/formula.h"

namespace ansatz {
namespace {

// The number of characters before a position, and how many columns of a terminal they take.
struct Place {
  std::size_t characters = 0, columns = 0;
};

Place place_of(const std::string& text, std::size_t position) {
  Place place;
  for (std::size_t i = 0; i < position && i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0) == 0x80) continue;  // within a character
    ++place.characters;
    // Chinese, Japanese and Korean characters, and their forms of signs, are two columns wide; nearly all of them begin so.
    place.columns += (byte >= 0xE3 && byte <= 0xED) || byte == 0xEF || byte == 0xF0 ? 2 : 1;
  }
  return place;
}

// Without control characters, each of which becomes one space, so that the caret stays in its place.
std::string on_one_line(std::string text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') c = ' ';
  return text;
}

}  // namespace

FormulaError::FormulaError(const std::string& message, std::string text, std::size_t position)
    : Error(fmt::format("formula, character {}: {}", place_of(text, position).characters + 1, message)),
      marked_(fmt::format("{}\n{}^", on_one_line(text), std::string(place_of(text, position).columns, ' '))),
      position_(position) {}

}  // namespace ansatz
