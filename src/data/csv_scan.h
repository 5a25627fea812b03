// The fields of a CSV file's bytes (RFC 4180), as they come.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace ansatz {

/// Bytes of a file up to `end`; `last`: the file ends there, too.
struct CsvBytes {
  const char* end = nullptr;
  bool last = true;
  char separator = ',';
};

enum class Scanned { whole, more, unclosed };  ///< more: the bytes end inside; unclosed: so does the file, in quotes

/// Reads the field at `at`, which is then at its separator, its line end, or the end of the file. `text`: without quotes,
/// in the bytes or in `scratch`. `lines` counts the line ends inside.
inline Scanned read_field(const CsvBytes& bytes, const char*& at, std::string_view& text, std::string& scratch,
                          std::int64_t& lines) {
  const char* p = at;
  const char* const end = bytes.end;
  const auto skip_plain = [&] {
    while (p < end && *p != bytes.separator && *p != '\n' && *p != '\r') ++p;
  };
  if (p == end || *p != '"') {
    skip_plain();  // a quote inside of an unquoted field is a character like others: 5" pipe
    if (p == end && !bytes.last) return Scanned::more;
    text = std::string_view(at, static_cast<std::size_t>(p - at));
    at = p;
    return Scanned::whole;
  }
  const char* begin = ++p;
  std::int64_t inside = 0;
  scratch.clear();
  while (true) {
    const char* quote =
        p < end ? static_cast<const char*>(std::memchr(p, '"', static_cast<std::size_t>(end - p))) : nullptr;
    if (!quote) return bytes.last ? Scanned::unclosed : Scanned::more;
    if (quote + 1 == end && !bytes.last) return Scanned::more;
    const bool doubled = quote + 1 < end && quote[1] == '"';
    inside += std::count(p, quote, '\n');
    if (!doubled) {
      p = quote + 1;
      const char* after = p;
      skip_plain();
      if (p == end && !bytes.last) return Scanned::more;
      if (scratch.empty() && after == p) {
        text = std::string_view(begin, static_cast<std::size_t>(quote - begin));
      } else {
        scratch.append(begin, quote).append(after, p);
        text = scratch;
      }
      break;
    }
    scratch.append(begin, quote + 1);
    begin = p = quote + 2;
  }
  lines += inside;
  at = p;
  return Scanned::whole;
}

/// Steps over the line end at `at`: LF, CRLF or CR; false when the bytes end before that is known.
inline bool skip_line_end(const CsvBytes& bytes, const char*& at) {
  if (*at == '\r') {
    if (at + 1 == bytes.end && !bytes.last) return false;
    if (at + 1 < bytes.end && at[1] == '\n') ++at;
  }
  ++at;
  return true;
}

}  // namespace ansatz
