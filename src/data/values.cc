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

std::string text_of(const Column& column, std::int64_t row) {
  const auto at = static_cast<std::size_t>(row);
  if (!column.texts.empty()) return std::string(column.texts[at]);
  const double number = column.numbers[at];
  if (column.kind == ColumnKind::date) return date_text(number);
  return column.numbers.is_double() ? number_text(number) : float_text(static_cast<float>(number));
}

std::string date_text(double days) {
  if (std::isnan(days)) return "";
  const std::chrono::year_month_day date{
      std::chrono::sys_days(std::chrono::days(static_cast<std::int64_t>(std::floor(days))))};
  std::string text = fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                                 static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  const auto seconds = static_cast<int>((days - std::floor(days)) * 86400 + 0.5);
  if (seconds > 0) text += fmt::format(" {:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
  return text;
}

bool is_missing(std::string_view text) {
  static constexpr std::string_view kWords[] = {
      "na",   "n/a", "#n/a", "<na>", "nan", "-nan", "#na",     "nat",   "null",  "(null)", "none",   "nil",
      "n.a.", "\\n", ".",    "?",    "-",   "--",   "#value!", "#ref!", "#num!", "#name?", "#null!", "#div/0!"};
  text = trim(text);
  if (text.empty()) return true;
  // Most fields are numbers or longer words, which the first letter tells.
  if (text.size() > 7 || std::string_view("nN#<-?.(\\").find(text.front()) == std::string_view::npos) return false;
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

double parse_date(std::string_view text) { return parse_value(text, Notation::iso_date); }

}  // namespace ansatz
