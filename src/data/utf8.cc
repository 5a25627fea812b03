#include "data/utf8.h"

#include <cstdint>
#include <cstring>

namespace ansatz {

std::size_t invalid_utf8(std::string_view text) {
  std::size_t at = 0;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  while (at < text.size()) {
    if (std::uint64_t eight = 0; text.size() - at >= 8) {  // ASCII, eight at a time
      std::memcpy(&eight, text.data() + at, 8);
      if ((eight & 0x8080808080808080) == 0) {
        at += 8;
        continue;
      }
    }
    const unsigned char first = byte(at);
    if (first < 0x80) {
      ++at;
      continue;
    }
    const std::size_t length = first >= 0xC2 && first <= 0xDF   ? 2
                               : (first & 0xF0) == 0xE0         ? 3
                               : first >= 0xF0 && first <= 0xF4 ? 4
                                                                : 0;
    if (length == 0 || text.size() - at < length) return at;
    for (std::size_t i = 1; i < length; ++i)
      if ((byte(at + i) & 0xC0) != 0x80) return at;
    const unsigned char second = byte(at + 1);  // overlong forms, surrogates, and what lies beyond U+10FFFF
    if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F)) return at;
    if ((first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F)) return at;
    at += length;
  }
  return at;
}

}  // namespace ansatz
