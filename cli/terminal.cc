#include "cli/terminal.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "ansatz/error.h"

namespace ansatz::cli {
namespace {

constexpr int line_width = 80;
constexpr std::string_view unbroken_space = "\u00A0";

void write(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

/// At most that many columns, whole characters.
std::string_view cut(std::string_view text, int columns) {
  int count = 0;
  for (std::size_t i = 0; i < text.size(); ++i)
    if ((text[i] & 0xC0) != 0x80 && ++count > columns) return text.substr(0, i);
  return text;
}

}  // namespace

Terminal::Terminal(bool quiet) : quiet_(quiet) {
  const char* kind = std::getenv("TERM");
  const char* no_colour = std::getenv("NO_COLOR");
  interactive_ = !quiet && isatty(STDERR_FILENO) && kind != nullptr && std::string_view(kind) != "dumb";
  colours_ = interactive_ && (no_colour == nullptr || *no_colour == '\0');
}

Terminal::~Terminal() { settle(); }

int Terminal::columns() const {
  winsize size = {};
  if (!interactive_ || ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return line_width;
  return std::clamp<int>(size.ws_col, 20, line_width);
}

void Terminal::line(std::string_view text, int indent) {
  if (quiet_) return;
  settle();
  for (const std::string& part : wrapped(text, columns(), indent)) write(part + "\n");
}

void Terminal::note(std::string_view text) { line("note: " + one_line(text), 6); }

void Terminal::verbatim(std::string_view text) {
  if (quiet_) return;
  settle();
  write(fmt::format("{}\n", text));
}

void Terminal::rewrite(const std::string& text, bool now) {
  if (!interactive_) return;
  const auto time = std::chrono::steady_clock::now();
  if (!now && time - last_ < std::chrono::milliseconds(100)) return;
  last_ = time;
  rewriting_ = true;
  write(fmt::format("\r{}\x1b[K", cut(text, columns() - 1)));
}

void Terminal::settle() {
  if (rewriting_) write("\n");
  rewriting_ = false;
}

void Terminal::erase() {
  if (rewriting_) write("\r\x1b[K");
  rewriting_ = false;
}

std::string Terminal::bold(std::string_view text) const {
  return colours_ ? fmt::format("\x1b[1m{}\x1b[0m", text) : std::string(text);
}

std::string Terminal::faint(std::string_view text) const {
  return colours_ ? fmt::format("\x1b[2m{}\x1b[0m", text) : std::string(text);
}

int columns_of(std::string_view text) {
  int count = 0;
  bool escape = false;
  for (const char c : text) {
    if (c == '\x1b') escape = true;
    if (!escape && (c & 0xC0) != 0x80) ++count;
    if (escape && c == 'm') escape = false;
  }
  return count;
}

std::vector<std::string> wrapped(std::string_view text, int width, int indent) {
  std::vector<std::string> lines;
  std::string current;
  bool fresh = true;  // no word yet on the current line
  std::size_t begin = 0;
  // Leading spaces stay.
  const std::size_t first = std::min(text.find_first_not_of(' '), text.size());
  current.assign(first, ' ');
  begin = first;
  while (begin < text.size()) {
    const std::size_t stop = std::min(text.find(' ', begin), text.size());
    // Runs of spaces inside of a line are columns of a table: they belong to the word before.
    std::size_t next = stop;
    while (next < text.size() && text[next] == ' ') ++next;
    const std::string_view word = text.substr(begin, stop - begin);
    if (!fresh && columns_of(current) + columns_of(word) > width) {
      while (!current.empty() && current.back() == ' ') current.pop_back();
      lines.push_back(current);
      current.assign(static_cast<std::size_t>(indent), ' ');
    }
    current += word;
    current.append(next - stop, ' ');
    fresh = false;
    begin = next;
  }
  while (!current.empty() && current.back() == ' ') current.pop_back();
  lines.push_back(current);
  for (std::string& line : lines)
    for (std::size_t at = 0; (at = line.find(unbroken_space, at)) != std::string::npos;)
      line.replace(at, unbroken_space.size(), " ");
  return lines;
}

std::string shortened(std::string_view text, int most) {
  return columns_of(text) <= most ? std::string(text) : std::string(cut(text, most - 1)) + "…";
}

std::string padded(std::string_view text, int width) {
  return std::string(text) + std::string(static_cast<std::size_t>(std::max(0, width - columns_of(text))), ' ');
}

std::string unbroken(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == ' ')
      result += unbroken_space;
    else
      result += c;
  }
  return result;
}

std::string rounded(double number) {
  const double size = std::fabs(number);
  if (!std::isfinite(number)) return fmt::format("{}", number);
  if (size >= 1e15) return fmt::format("{:.4g}", number);
  if (size >= 999.95) return grouped(std::llround(number));
  if (size >= 1e-4 || size == 0) {
    const int digits = size == 0 ? 3 : std::clamp(3 - static_cast<int>(std::floor(std::log10(size))), 0, 7);
    return fmt::format("{:.{}f}", number, digits);
  }
  return fmt::format("{:.3g}", number);
}

std::string duration(double seconds) {
  seconds = std::max(0.0, seconds);
  if (seconds < 9.95) return fmt::format("{:.1f} s", seconds);
  const std::int64_t whole = std::llround(seconds);
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {} s", whole / 60, whole % 60);
  return fmt::format("{} h {} min", whole / 3600, whole % 3600 / 60);
}

std::string counted(std::int64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", grouped(count), noun, count == 1 ? "" : "s");
}

}  // namespace ansatz::cli
