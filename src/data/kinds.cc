#include "data/kinds.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <unordered_set>

#include "data/values.h"

namespace ansatz {
namespace {

constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();

/// Numbers or days of all rows; NaN where there is none.
std::vector<double> parsed(const Column& column, double (*parse)(std::string_view)) {
  std::vector<double> result;
  result.reserve(column.text.size());
  for (const std::string& text : column.text) result.push_back(is_missing(text) ? kNothing : parse(text));
  return result;
}

std::int64_t present(const std::vector<double>& numbers) {
  std::int64_t count = 0;
  for (const double number : numbers) count += !std::isnan(number);
  return count;
}

}  // namespace

void settle_kind(Column& column, std::optional<ColumnKind> given) {
  std::int64_t values = 0;
  for (const std::string& text : column.text) values += !is_missing(text);
  const auto enough = [&](std::int64_t count) { return count > 0 && 20 * count >= 19 * values; };  // 95 %

  if (!given || *given == ColumnKind::numeric) {
    column.numbers = parsed(column, parse_number);
    if (!given && enough(present(column.numbers))) given = ColumnKind::numeric;
  }
  if (!given || *given == ColumnKind::date) {
    column.numbers = parsed(column, parse_date);
    if (!given && enough(present(column.numbers))) given = ColumnKind::date;
  }
  if (!given) {
    std::unordered_set<std::string_view> different;
    for (const std::string& text : column.text)
      if (!is_missing(text)) different.insert(trim(text));
    const auto levels = static_cast<std::int64_t>(different.size());
    given = levels > 50 && 2 * levels > values ? ColumnKind::text : ColumnKind::categorical;
  }
  column.kind = *given;
  if (*given != ColumnKind::numeric && *given != ColumnKind::date) column.numbers.clear();
}

std::vector<std::int64_t> unreadable_rows(const Column& column) {
  std::vector<std::int64_t> rows;
  for (std::size_t row = 0; row < column.numbers.size(); ++row)
    if (std::isnan(column.numbers[row]) && !is_missing(column.text[row]))
      rows.push_back(static_cast<std::int64_t>(row));
  return rows;
}

void note_unreadable(const Table& table, const Column& column, std::vector<std::string>& notes) {
  const std::vector<std::int64_t> rows = unreadable_rows(column);
  const char* wanted = column.kind == ColumnKind::date ? "date" : "number";
  const std::size_t listed = rows.size() <= 4 ? rows.size() : 3;
  for (std::size_t i = 0; i < listed; ++i)
    notes.push_back(fmt::format("{}: \"{}\" holds {}, which is no {}; it counts as missing",
                                table.where(rows[i], column.name), column.name,
                                shown(column.text[static_cast<std::size_t>(rows[i])]), wanted));
  if (rows.size() > listed)
    notes.push_back(fmt::format("{}: {} more values of \"{}\" are no {}s; they count as missing", table.label(),
                                rows.size() - listed, column.name, wanted));
}

bool has_decimal_commas(const Column& column) {
  if (column.kind != ColumnKind::categorical && column.kind != ColumnKind::text) return false;
  std::int64_t values = 0, numbers = 0;
  for (const std::string& text : column.text) {
    if (is_missing(text)) continue;
    std::string pointed = text;
    if (const std::size_t comma = text.find(','); comma != std::string::npos) pointed[comma] = '.';
    ++values;
    numbers += !std::isnan(parse_number(pointed));
  }
  return numbers > 0 && 20 * numbers >= 19 * values;
}

}  // namespace ansatz
