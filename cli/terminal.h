// What a person reads: standard error, its colours, one line that is rewritten, and numbers as people write them.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "ansatz/text.h"

namespace ansatz::cli {

/// Standard error for people. Silent when quiet.
class Terminal {
 public:
  explicit Terminal(bool quiet = false);
  ~Terminal();

  bool interactive() const { return interactive_; }
  /// How wide a line may be: 80 columns, or what a narrower terminal has.
  int columns() const;
  /// Prints a line; longer ones are wrapped, continued at the given indent.
  void line(std::string_view text = "", int indent = 0);
  /// Prints "note: …".
  void note(std::string_view text);
  /// Prints a line as it is, however long.
  void verbatim(std::string_view text);
  /// Rewrites the last line with a text of less than columns() columns (the last one would make some terminals scroll), at
  /// most ten times a second unless `now`. Only when interactive.
  void rewrite(const std::string& text, bool now = false);
  /// Ends the rewritten line, if there is one.
  void settle();

  /// Takes it away.
  void erase();

  std::string bold(std::string_view text) const;
  std::string faint(std::string_view text) const;

 private:
  bool quiet_, interactive_, colours_, rewriting_ = false;
  std::chrono::steady_clock::time_point last_ = {};
};

/// The number of columns that UTF-8 text takes, colours left out (every character counts one).
int columns_of(std::string_view text);
/// Lines of at most `width` columns, broken at spaces; those after the first begin with `indent` spaces.
std::vector<std::string> wrapped(std::string_view text, int width, int indent);
/// At most `most` characters, the last one an "…" when there were more.
std::string shortened(std::string_view text, int most);
/// With blanks behind it up to `width` columns.
std::string padded(std::string_view text, int width);
/// The text with spaces at which `wrapped` does not break.
std::string unbroken(std::string_view text);

/// A measurement with about four digits: 15,942; 123.4; 0.01235; 1.2e-07.
std::string rounded(double number);
/// "0.8 s", "12 s", "3 min 20 s", "2 h 5 min".
std::string duration(double seconds);
/// "1 row", "2,930 rows".
std::string counted(std::int64_t count, std::string_view noun);

}  // namespace ansatz::cli
