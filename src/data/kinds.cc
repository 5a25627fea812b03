#include "data/kinds.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <limits>

#include "data/csv_block.h"
#include "data/values.h"

namespace ansatz {
namespace {

constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();
constexpr std::array kNumbers = {Notation::plain, Notation::decimal_comma, Notation::grouped};
constexpr std::array kDates = {Notation::iso_date, Notation::day_first, Notation::month_first};

/// The rows whose level is a number or date in this notation.
std::int64_t readable_rows(const Levels& levels, const std::vector<std::int64_t>& counts, Notation notation) {
  std::int64_t rows = 0;
  for (std::size_t level = 0; level < levels.size(); ++level)
    if (counts[level] > 0 && !is_missing(levels[level]) && !std::isnan(parse_value(levels[level], notation)))
      rows += counts[level];
  return rows;
}

/// Whether each comma could part groups of three: 1,234 but neither 1,5 nor 0,234.
bool commas_may_group(const Levels& levels, const std::vector<std::int64_t>& counts) {
  for (std::size_t level = 0; level < levels.size(); ++level)
    if (counts[level] > 0 && levels[level].find(',') != std::string_view::npos && !is_missing(levels[level]) &&
        std::isnan(parse_value(levels[level], Notation::grouped)))
      return false;
  return true;
}

struct Readable {
  Notation notation = Notation::plain;
  std::int64_t rows = 0;
};

Readable best_number(const Levels& levels, const std::vector<std::int64_t>& counts, const KindKnown& known) {
  std::array<std::int64_t, 3> rows = {};
  for (std::size_t i = 0; i < kNumbers.size(); ++i) rows[i] = readable_rows(levels, counts, kNumbers[i]);
  const bool commas_are_decimal =
      rows[1] > rows[2] || (rows[1] == rows[2] && (known.comma_is_decimal || !commas_may_group(levels, counts)));
  const std::size_t other = commas_are_decimal ? 1 : 2;
  if (known.notation)
    for (std::size_t i = 0; i < kNumbers.size(); ++i)
      if (kNumbers[i] == *known.notation && rows[i] > 0 && rows[i] >= std::max(rows[0], rows[other]))
        return {kNumbers[i], rows[i]};
  return rows[0] >= rows[other] ? Readable{kNumbers[0], rows[0]} : Readable{kNumbers[other], rows[other]};
}

}  // namespace

KindFound find_kind(const Levels& levels, const std::vector<std::int64_t>& counts, const KindKnown& known) {
  std::int64_t values = 0, different = 0;
  std::int64_t with_mark = 0;
  for (std::size_t level = 0; level < levels.size(); ++level) {
    if (counts[level] == 0 || is_missing(levels[level])) continue;
    values += counts[level];
    ++different;
    with_mark += levels[level].find_first_of("./-") != std::string_view::npos ? counts[level] : 0;
  }
  const auto enough = [&](std::int64_t rows) { return rows > 0 && 20 * rows >= 19 * values; };  // 95 %
  const bool may_be_number = !known.kind || *known.kind == ColumnKind::numeric;
  const bool may_be_date = !known.kind || *known.kind == ColumnKind::date;

  if (may_be_number) {
    const Readable best = best_number(levels, counts, known);
    if (known.kind || enough(best.rows)) return {ColumnKind::numeric, best.notation};
  }
  bool ambiguous = false;
  if (may_be_date && (known.kind || enough(with_mark))) {
    std::array<std::int64_t, 3> rows = {};
    std::size_t best = 0;
    for (std::size_t i = 0; i < kDates.size(); ++i) {
      rows[i] = readable_rows(levels, counts, kDates[i]);
      if (rows[i] > rows[best]) best = i;
    }
    for (std::size_t i = 0; i < kDates.size(); ++i)
      if (known.notation && kDates[i] == *known.notation && rows[i] == rows[best]) best = i;
    ambiguous = best != 0 && rows[1] == rows[2] && !(known.notation && kDates[best] == *known.notation);
    if (known.kind || (enough(rows[best]) && !ambiguous)) return {ColumnKind::date, kDates[best], ambiguous};
    ambiguous = ambiguous && enough(rows[best]);
  }
  if (known.kind) return {*known.kind};
  return {different > 50 && 2 * different > values ? ColumnKind::text : ColumnKind::categorical, Notation::plain,
          ambiguous};
}

std::optional<Notation> other_notation(const std::vector<std::string>& texts, ColumnKind kind, Notation present) {
  for (const Notation notation : kind == ColumnKind::numeric ? kNumbers : kDates) {
    if (notation == present) continue;
    bool all = !texts.empty();
    for (const std::string& text : texts) all = all && !std::isnan(parse_value(text, notation));
    if (all) return notation;
  }
  return std::nullopt;
}

std::vector<std::int64_t> level_counts(const Texts& texts) {
  std::vector<std::int64_t> counts(texts.levels().size(), 0);
  for (std::size_t row = 0; row < texts.size(); ++row) ++counts[texts.code(row)];
  return counts;
}

Column column_as(const Column& column, const Texts& texts, ColumnKind kind, Notation notation, bool doubles) {
  Column result{.name = column.name, .kind = kind, .field = column.field};
  if (kind != ColumnKind::numeric && kind != ColumnKind::date) {
    result.texts = texts;
    return result;
  }
  result.notation = notation;
  const Levels& levels = texts.levels();
  std::vector<double> of_level(levels.size(), kNothing), numbers;
  std::vector<bool> unreadable(levels.size(), false);
  for (std::size_t level = 0; level < levels.size(); ++level) {
    if (is_missing(levels[level])) continue;
    of_level[level] = parse_value(levels[level], notation);
    unreadable[level] = std::isnan(of_level[level]);
  }
  numbers.reserve(texts.size());
  for (std::size_t row = 0; row < texts.size(); ++row) {
    numbers.push_back(of_level[texts.code(row)]);
    if (unreadable[texts.code(row)]) result.unreadable.push_back(static_cast<std::int64_t>(row));
  }
  NumberRange range;
  range.add(numbers, kind == ColumnKind::date);
  if (doubles || (kind == ColumnKind::date ? !range.whole : range.needs_double()))
    result.numbers = std::move(numbers);
  else
    result.numbers = std::vector<float>(numbers.begin(), numbers.end());
  return result;
}

Column read_as(const Table& table, const Column& column, ColumnKind kind) {
  const auto holds_texts = [](ColumnKind k) { return k == ColumnKind::categorical || k == ColumnKind::text; };
  if (column.kind == kind || (holds_texts(column.kind) && holds_texts(kind))) return column;
  const Texts texts = column.texts.empty() ? Texts(table.texts(column.name)) : column.texts;
  const KindFound found = find_kind(texts.levels(), level_counts(texts), {.kind = kind});
  return column_as(column, texts, kind, found.notation);
}

void note_unreadable(const Table& table, const Column& column, std::vector<std::string>& notes) {
  const std::vector<std::int64_t>& rows = column.unreadable;
  const char* wanted = column.kind == ColumnKind::date ? "date" : "number";
  const std::size_t listed = rows.size() <= 4 ? rows.size() : 3;
  for (std::size_t i = 0; i < listed; ++i)
    notes.push_back(fmt::format("{}: \"{}\" holds {}, which is no {}; it counts as missing",
                                table.where(rows[i], column.name), column.name, shown(table.text(rows[i], column.name)),
                                wanted));
  if (rows.size() > listed)
    notes.push_back(fmt::format("{}: {} more values of \"{}\" are no {}s; they count as missing", table.label(),
                                rows.size() - listed, column.name, wanted));
}

}  // namespace ansatz
