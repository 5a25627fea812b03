#include "formula/scanner.h"

#include <fast_float/fast_float.h>
#include <fmt/format.h>

#include <cmath>

#include "ansatz/formula.h"

namespace ansatz {
namespace {

// Bytes above 127 are letters of some alphabet (UTF-8).
bool begins_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80) != 0; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool continues_name(char c) { return begins_name(c) || is_digit(c) || c == '.'; }

// Characters that people paste or that an input method writes, and what formulas have for them.
struct Lookalike {
  std::string_view character, meant;
};
constexpr Lookalike lookalikes[] = {{"−", "-"},  {"–", "-"},  {"×", "*"},  {"·", "*"},   {"÷", "/"},  {"（", "("},
                                    {"）", ")"}, {"，", ","}, {"＋", "+"}, {"＊", "*"},  {"／", "/"}, {"～", "~"},
                                    {"²", "^2"}, {"³", "^3"}, {"π", "pi"}, {"√", "sqrt"}};

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::vector<Token> all() {
    std::vector<Token> tokens;
    do {
      while (at_ < text_.size() && (text_[at_] == ' ' || (text_[at_] >= '\t' && text_[at_] <= '\r'))) ++at_;
      tokens.push_back(next());
    } while (tokens.back().kind != Token::Kind::end);
    return tokens;
  }

 private:
  Token next() {
    const std::size_t begin = at_;
    if (at_ == text_.size()) return {.begin = begin, .end = begin};
    const char c = text_[at_];
    if (is_digit(c) || (c == '.' && at_ + 1 < text_.size() && is_digit(text_[at_ + 1]))) return number();
    if (c == '`') return quoted();
    for (const auto& [character, meant] : lookalikes)
      if (text_.substr(at_).starts_with(character)) fail_at(begin, fmt::format("write {} for {}", meant, character));
    if (begins_name(c)) {
      while (at_ < text_.size() && continues_name(text_[at_]) && !lookalike_here()) ++at_;
      return token(Token::Kind::name, begin);
    }
    ++at_;
    if (c == '*' && at_ < text_.size() && text_[at_] == '*') {
      ++at_;
      Token power = token(Token::Kind::sign, begin);
      power.text = "^";
      return power;
    }
    if (c == ':') {  // an interaction, as statisticians write it; of numbers it is their product
      Token times = token(Token::Kind::sign, begin);
      times.text = "*";
      return times;
    }
    if (std::string_view("+-*/^(),~").find(c) != std::string_view::npos) return token(Token::Kind::sign, begin);
    if (c == '=') fail_at(begin, "\"=\" means nothing here; the sides of a formula are parted by ~");
    if (c == '[' || c == ']' || c == '{' || c == '}') fail_at(begin, "only round parentheses are possible");
    fail_at(begin, fmt::format("\"{}\" means nothing here; an odd name stands in backquotes: `unit price`", c));
  }

  bool lookalike_here() const {
    for (const Lookalike& each : lookalikes)
      if (text_.substr(at_).starts_with(each.character)) return true;
    return false;
  }

  Token token(Token::Kind kind, std::size_t begin) const {
    return {.kind = kind, .text = std::string(text_.substr(begin, at_ - begin)), .begin = begin, .end = at_};
  }

  Token number() {
    const std::size_t begin = at_;
    double value = 0;
    const auto [end, error] = fast_float::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
    at_ = static_cast<std::size_t>(end - text_.data());
    if (!std::isfinite(value))
      fail_at(begin, fmt::format("{} is too large a number", text_.substr(begin, at_ - begin)));
    Token result = token(Token::Kind::number, begin);
    result.number = value;
    return result;
  }

  Token quoted() {
    const std::size_t begin = at_;
    std::string name;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '`') {
        if (at_ + 1 == text_.size() || text_[at_ + 1] != '`') break;
        ++at_;
      }
      name += text_[at_];
    }
    if (at_ == text_.size()) fail_at(begin, "this backquote is never closed");
    ++at_;
    if (name.empty()) fail_at(begin, "there is no name between the backquotes");
    Token result = token(Token::Kind::quoted_name, begin);
    result.text = name;
    return result;
  }

  [[noreturn]] void fail_at(std::size_t position, const std::string& message) const {
    throw FormulaError(message, std::string(text_), position);
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::vector<Token> scan_formula(std::string_view text) { return Scanner(text).all(); }

bool is_plain_name(std::string_view text) {
  try {
    const std::vector<Token> tokens = scan_formula(text);
    return tokens.size() == 2 && tokens[0].kind == Token::Kind::name && tokens[0].text == text;
  } catch (const FormulaError&) {
    return false;
  }
}

}  // namespace ansatz
