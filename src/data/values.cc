#include "data/values.h"

#include <fast_float/fast_float.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iterator>
#include <limits>

#include "ansatz/table.h"

namespace ansatz {
namespace {

constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();

bool same_letters(std::string_view text, std::string_view lower) {
  if (text.size() != lower.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if ((c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c) != lower[i]) return false;
  }
  return true;
}

/// Takes exactly `digits` digits off the front of the text, -1 when it has fewer.
int take_digits(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return -1;
  int value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = 10 * value + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return value;
}

bool take(std::string_view& text, char wanted) {
  if (text.empty() || text.front() != wanted) return false;
  text.remove_prefix(1);
  return true;
}

/// Hours:minutes, with seconds and a zone when they are there, as seconds after midnight UTC; NaN when it is no time.
double parse_time(std::string_view text) {
  const int hours = take_digits(text, 2);
  if (hours < 0 || hours > 24 || !take(text, ':')) return kNothing;
  const int minutes = take_digits(text, 2);
  if (minutes < 0 || minutes > 59) return kNothing;
  double seconds = 3600.0 * hours + 60.0 * minutes;
  if (take(text, ':')) {
    const int whole = take_digits(text, 2);
    if (whole < 0 || whole > 60) return kNothing;
    seconds += whole;
    if (take(text, '.')) {
      double unit = 0.1;
      for (int digit; (digit = take_digits(text, 1)) >= 0; unit /= 10) seconds += unit * digit;
    }
  }
  if (text.empty() || text == "Z") return seconds;
  const double sign = text.front() == '+' ? -1 : 1;
  if (!take(text, '+') && !take(text, '-')) return kNothing;
  const int zone_hours = take_digits(text, 2);
  take(text, ':');
  const int zone_minutes = text.empty() ? 0 : take_digits(text, 2);
  if (zone_hours < 0 || zone_minutes < 0 || !text.empty()) return kNothing;
  return seconds + sign * (3600 * zone_hours + 60 * zone_minutes);
}

}  // namespace

std::string_view trim(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::string shown(std::string_view text) {
  std::string result;
  int characters = 0;
  for (const char c : text) {
    if ((c & 0xC0) != 0x80 && ++characters > 40) return '"' + result + "…\"";
    if (c == '\n')
      result += "\\n";
    else if (c == '\r')
      result += "\\r";
    else if (c == '\t')
      result += "\\t";
    else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
      result += '?';
    else
      result += c;
  }
  return '"' + result + '"';
}

std::string number_text(double value) { return std::isnan(value) ? "" : fmt::format("{}", value); }
std::string float_text(float value) { return std::isnan(value) ? "" : fmt::format("{}", value); }

bool is_missing(std::string_view text) {
  static constexpr std::string_view kWords[] = {"na",   "n/a",  "#n/a", "<na>", "nan", "-nan",
                                                "null", "none", "nil",  "?",    "-",   "--"};
  text = trim(text);
  if (text.empty()) return true;
  // Most fields are numbers or longer words, which the first letter tells.
  if (text.size() > 4 || std::string_view("nN#<-?").find(text.front()) == std::string_view::npos) return false;
  return std::any_of(std::begin(kWords), std::end(kWords), [&](auto word) { return same_letters(text, word); });
}

double parse_number(std::string_view text) {
  text = trim(text);
  if (text.size() > 1 && text.front() == '+' && text[1] != '-') text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = fast_float::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return kNothing;
  return std::abs(value) <= std::numeric_limits<float>::max() ? value : kNothing;
}

double parse_date(std::string_view text) {
  text = trim(text);
  const int year = take_digits(text, 4);
  if (year < 0 || !take(text, '-')) return kNothing;
  const int month = take_digits(text, 2);
  if (month < 0 || !take(text, '-')) return kNothing;
  const int day = take_digits(text, 2);
  if (day < 0) return kNothing;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return kNothing;
  const double days = static_cast<double>(std::chrono::sys_days(date).time_since_epoch().count());
  if (text.empty()) return days;
  if (!take(text, 'T') && !take(text, ' ')) return kNothing;
  return days + parse_time(text) / 86400;
}

}  // namespace ansatz
