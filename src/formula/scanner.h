// A formula's text as tokens.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ansatz {

struct Token {
  enum class Kind { number, name, quoted_name, sign, end };  // sign: one of + - * / ^ ( ) , ~ (** is ^, : is *)
  Kind kind = Kind::end;
  std::string text = {};  // without backquotes
  double number = 0;
  std::size_t begin = 0, end = 0;

  bool is(char sign) const { return kind == Kind::sign && text[0] == sign; }
};

/// All tokens, the last one of kind `end`. Throws `FormulaError` for what cannot begin one.
std::vector<Token> scan_formula(std::string_view text);

/// Whether a formula can write it without backquotes, but for the names of functions.
bool is_plain_name(std::string_view text);

}  // namespace ansatz
