#include "data/dates.h"

#include <chrono>
#include <limits>

namespace ansatz {
namespace {

constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();

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

/// One or two digits; -1 when there is none.
int take_one_or_two(std::string_view& text) {
  if (text.size() > 1 && text[1] >= '0' && text[1] <= '9') return take_digits(text, 2);
  return take_digits(text, 1);
}

struct Date {
  int year = -1, month = -1, day = -1;
};

/// 2026-11-24, 2026/11/24, 20261124; what is left of the text follows the day.
Date take_year_first(std::string_view& text) {
  Date date;
  date.year = take_digits(text, 4);
  if (date.year < 0) return {};
  const char part = text.empty() ? 0 : text.front();
  const bool parted = part == '-' || part == '/';
  if (parted) text.remove_prefix(1);
  date.month = take_digits(text, 2);
  if (date.month < 0 || (parted && !take(text, part))) return {};
  date.day = take_digits(text, 2);
  // Eight digits alone are rather a number; 20261124T101500 is a date.
  if (!parted && (text.empty() || text.front() != 'T')) return {};
  return date;
}

/// 24.11.2026 and the like, the year with four digits.
Date take_year_last(std::string_view& text, bool day_first) {
  const int first = take_one_or_two(text);
  const char part = text.empty() ? 0 : text.front();
  if (first < 0 || (part != '/' && part != '-' && !(part == '.' && day_first))) return {};
  text.remove_prefix(1);
  const int second = take_one_or_two(text);
  if (second < 0 || !take(text, part)) return {};
  const int year = take_digits(text, 4);
  return day_first ? Date{year, second, first} : Date{year, first, second};
}

}  // namespace

double days_of(std::string_view text, Notation notation) {
  const Date taken =
      notation == Notation::iso_date ? take_year_first(text) : take_year_last(text, notation == Notation::day_first);
  if (taken.year < 0 || taken.month < 0 || taken.day < 0) return kNothing;
  const std::chrono::year_month_day date{std::chrono::year(taken.year),
                                         std::chrono::month(static_cast<unsigned>(taken.month)),
                                         std::chrono::day(static_cast<unsigned>(taken.day))};
  if (!date.ok()) return kNothing;
  const double days = static_cast<double>(std::chrono::sys_days(date).time_since_epoch().count());
  if (text.empty()) return days;
  if (!take(text, 'T') && !take(text, ' ')) return kNothing;
  while (take(text, ' ')) {
  }
  return days + parse_time(text) / 86400;
}

}  // namespace ansatz
