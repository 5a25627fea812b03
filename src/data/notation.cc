// Numbers and dates as people write them.
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "ansatz/table.h"
#include "data/dates.h"
#include "data/values.h"

namespace ansatz {
namespace {

constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();

// Longer ones first where one begins another.
constexpr std::string_view kSigns[] = {"US$", "$",   "€",   "£",   "¥",   "₹",   "₩",  "₽",
                                       "%",   "USD", "EUR", "GBP", "JPY", "CNY", "CHF"};
// What parts groups of three beside the point or comma: space, no-break space, narrow no-break space, apostrophes.
constexpr std::string_view kParts[] = {" ", "\u00A0", "\u202F", "'", "\u2019"};

/// Without one currency sign or %, before or behind the number: -$5, 5 €.
std::string_view without_sign(std::string_view text, bool& negative) {
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    negative = text.front() == '-';
    text = trim(text.substr(1));
  }
  for (const std::string_view sign : kSigns) {
    if (text.substr(0, sign.size()) == sign) {
      text = trim(text.substr(sign.size()));
      if (!text.empty() && text.front() == '-' && !negative) {
        negative = true;
        text.remove_prefix(1);
      }
      return text;
    }
    if (text.size() > sign.size() && text.substr(text.size() - sign.size()) == sign)
      return trim(text.substr(0, text.size() - sign.size()));
  }
  return text;
}

std::size_t digits_at(std::string_view text) { return std::min(text.find_first_not_of("0123456789"), text.size()); }

/// Takes what parts two groups off the front: `mark`, or one of kParts; the text that was taken.
std::string_view part_at(std::string_view text, char mark) {
  if (!text.empty() && text.front() == mark) return text.substr(0, 1);
  for (const std::string_view part : kParts)
    if (text.substr(0, part.size()) == part) return part;
  return {};
}

/// 1,234,567.89 (decimal '.', mark ',') or 1.234.567,89 (decimal ',', mark '.'); one kind of part in a number.
double grouped_number(std::string_view text, char decimal, char mark) {
  bool negative = false;
  text = without_sign(text, negative);
  std::string plain = negative ? "-" : "";
  std::size_t digits = digits_at(text);
  plain += text.substr(0, digits);
  std::string_view rest = text.substr(digits);
  const std::string_view part = part_at(rest, mark);
  if (!part.empty()) {
    if (digits < 1 || digits > 3 || text.front() == '0') return kNothing;
    while (rest.substr(0, part.size()) == part) {
      rest.remove_prefix(part.size());
      if (digits_at(rest) != 3) return kNothing;
      plain += rest.substr(0, 3);
      rest.remove_prefix(3);
    }
  }
  if (!rest.empty() && rest.front() == decimal) {
    plain += '.';
    rest.remove_prefix(1);
  }
  plain += rest;
  return plain.find_first_of("0123456789") == std::string::npos ? kNothing : parse_number(plain);
}

}  // namespace

double parse_value(std::string_view text, Notation notation) {
  text = trim(text);
  switch (notation) {
    case Notation::plain: return parse_number(text);
    case Notation::decimal_comma: return grouped_number(text, ',', '.');
    case Notation::grouped: return grouped_number(text, '.', ',');
    case Notation::iso_date:
    case Notation::day_first:
    case Notation::month_first: return days_of(text, notation);
  }
  return kNothing;
}

}  // namespace ansatz
