#include "data/csv_header.h"

#include <algorithm>
#include <unordered_map>

#include "base/fail.h"
#include "base/nearest.h"
#include "data/utf8.h"
#include "data/values.h"

namespace ansatz {
namespace {

constexpr std::uint64_t kStart = 1 << 20;
constexpr std::string_view kSeparators = ",;\t|";

/// The file's end without the line ends before it; 0 when nothing but spaces and line ends is there.
std::uint64_t trimmed_end(const Source& source) {
  std::string buffer;
  std::uint64_t end = source.size();
  bool only_line_ends = true;  // so far, from the end
  std::uint64_t result = end;
  while (end > 0) {
    const std::uint64_t begin = end > 65536 ? end - 65536 : 0;
    const std::string_view piece = source.bytes(begin, end, buffer);
    if (only_line_ends) {
      const std::size_t at = piece.find_last_not_of("\r\n");
      result = begin + (at == std::string_view::npos ? 0 : at + 1);
      only_line_ends = at == std::string_view::npos;
    }
    if (piece.find_last_not_of(" \t\r\n") != std::string_view::npos) return result;
    end = begin;
  }
  return 0;
}

/// Throws unless these are the first bytes of a text in UTF-8.
void check_start(std::string_view start, bool all, const std::string& label) {
  if (start.substr(0, 2) == "\xFF\xFE" || start.substr(0, 2) == "\xFE\xFF")
    fail("{} is text in UTF-16; save it as UTF-8", label);
  if (start.find('\0') != std::string_view::npos) fail("{} is a binary file, not a CSV table", label);
  const std::size_t at = invalid_utf8(start);
  if (at < start.size() && (all || at + 4 <= start.size())) {
    const std::int64_t line = 1 + std::count(start.begin(), start.begin() + static_cast<std::ptrdiff_t>(at), '\n');
    fail("{}:{}: byte 0x{:02X} is no UTF-8 text; save the file as UTF-8", label, line,
         static_cast<unsigned char>(start[at]));
  }
}

/// The separator that the first line has most of, outside of quotes; a comma when it has none.
char find_separator(std::string_view text) {
  std::int64_t counts[kSeparators.size()] = {};
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n' || c == '\r') break;
    if (const std::size_t which = kSeparators.find(c); which != std::string_view::npos) ++counts[which];
  }
  return kSeparators[static_cast<std::size_t>(std::max_element(std::begin(counts), std::end(counts)) -
                                              std::begin(counts))];
}

/// "sep=;", with which spreadsheets say it; 0 otherwise.
char told_separator(std::string_view text) {
  const bool told = text.size() > 5 && (text.substr(0, 4) == "sep=" || text.substr(0, 4) == "SEP=") &&
                    (text[5] == '\n' || text[5] == '\r');
  return told ? text[4] : 0;
}

void check_separator(char separator) {
  const auto c = static_cast<unsigned char>(separator);
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  if (letter || c >= 0x80 || std::string_view("\"\n\r.+-").find(separator) != std::string_view::npos)
    fail("{} can't separate the fields of a table; use a comma, a semicolon, a tab or |", shown({&separator, 1}));
}

std::vector<std::string> checked_names(const std::vector<std::string>& names, const std::string& label,
                                       std::int64_t line) {
  std::unordered_map<std::string_view, std::size_t> seen;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i].empty())
      fail("{}:{}: column {} has no name; the first line must name every column", label, line, i + 1);
    const auto [first, is_new] = seen.emplace(names[i], i);
    if (!is_new)
      fail("{}:{}: columns {} and {} are both named \"{}\"", label, line, first->second + 1, i + 1, names[i]);
  }
  return names;
}

void check_known(const std::vector<std::string>& names, const std::string& name) {
  if (std::find(names.begin(), names.end(), name) == names.end())
    fail("unknown column \"{}\"{}", name, did_you_mean(name, names));
}

}  // namespace

CsvHeader read_header(std::shared_ptr<const Source> source, const std::string& label, const CsvOptions& options) {
  CsvHeader header;
  std::string buffer;
  header.records.label = label;
  std::string_view start = source->bytes(0, kStart, buffer);
  check_start(start, start.size() == source->size(), label);
  header.records.end = trimmed_end(*source);
  const char* p = start.data();
  if (start.substr(0, 3) == "\xEF\xBB\xBF") p += 3;  // a byte order mark
  const std::size_t usable = std::min<std::uint64_t>(start.size(), header.records.end);
  CsvBytes bytes{start.data() + usable, usable == header.records.end, 0};
  const auto rest = [&] {
    return p < bytes.end ? std::string_view(p, static_cast<std::size_t>(bytes.end - p)) : std::string_view();
  };
  const auto skip_blank = [&] {
    while (!rest().empty() && (*p == '\n' || *p == '\r') && skip_line_end(bytes, p)) ++header.line;
  };
  skip_blank();
  if (rest().empty()) fail("{} is empty", label);
  if (const char told = told_separator(rest())) {
    bytes.separator = told;
    p += 5;
    skip_blank();
  }
  if (options.separator) bytes.separator = options.separator;
  if (!bytes.separator) bytes.separator = find_separator(rest());
  check_separator(bytes.separator);

  std::vector<std::string> names;
  std::string scratch;
  std::int64_t line = header.line;
  while (true) {
    std::string_view text;
    const Scanned scanned = read_field(bytes, p, text, scratch, line);
    if (scanned == Scanned::unclosed) fail("{}:{}: a quote is opened but never closed", label, line);
    if (scanned == Scanned::more)
      fail("{}:{}: the first line is longer than 1 MB; it must name the columns", label, line);
    names.emplace_back(trim(text));
    if (p == bytes.end || *p != bytes.separator) break;
    ++p;
  }
  header.names = checked_names(names, label, header.line);
  if (p < bytes.end) skip_line_end(bytes, p);
  ++line;
  while (header.names.size() > 1 && p < bytes.end && (*p == '\n' || *p == '\r') && skip_line_end(bytes, p)) ++line;
  if (p >= bytes.end && bytes.last) fail("{} has a header but no rows", label);
  if (options.must_exist) {
    for (const auto& [name, kind] : options.kinds) check_known(header.names, name);
    for (const auto& [name, notation] : options.notations) check_known(header.names, name);
    for (const std::string& name : options.ignore) check_known(header.names, name);
  }
  header.first = {0, static_cast<std::uint64_t>(p - start.data()), line};
  header.records.source = std::move(source);
  header.records.separator = bytes.separator;
  header.records.fields = static_cast<int>(names.size());
  return header;
}

}  // namespace ansatz
