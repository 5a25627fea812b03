#include "ansatz/column.h"

#include <cmath>

#include "ansatz/table.h"
#include "data/dictionary.h"
#include "data/values.h"

namespace ansatz {
namespace {

template <class Value>
std::vector<Value> selected(const std::vector<Value>& values, const std::vector<std::int64_t>& rows) {
  std::vector<Value> result;
  result.reserve(rows.size());
  for (const std::int64_t row : rows) result.push_back(values[static_cast<std::size_t>(row)]);
  return result;
}

}  // namespace

std::string_view kind_name(ColumnKind kind) {
  switch (kind) {
    case ColumnKind::numeric: return "numeric";
    case ColumnKind::categorical: return "categorical";
    case ColumnKind::date: return "date";
    case ColumnKind::text: return "text";
  }
  return "unknown";
}

Numbers::Numbers(std::vector<double> numbers)
    : doubles_(std::make_shared<const std::vector<double>>(std::move(numbers))) {}
Numbers::Numbers(std::vector<float> numbers)
    : floats_(std::make_shared<const std::vector<float>>(std::move(numbers))) {}

std::vector<double> Numbers::to_vector() const {
  if (doubles_) return *doubles_;
  return floats_ ? std::vector<double>(floats_->begin(), floats_->end()) : std::vector<double>();
}

Numbers Numbers::select(const std::vector<std::int64_t>& rows) const {
  if (doubles_) return selected(*doubles_, rows);
  return floats_ ? Numbers(selected(*floats_, rows)) : Numbers();
}

bool operator==(const Numbers& a, const Numbers& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t row = 0; row < a.size(); ++row)
    if (a[row] != b[row] && !(std::isnan(a[row]) && std::isnan(b[row]))) return false;
  return true;
}

Texts::Texts(const std::vector<std::string>& texts) {
  Dictionary dictionary;
  std::vector<std::uint32_t> codes;
  codes.reserve(texts.size());
  for (const std::string& text : texts) codes.push_back(dictionary.code(text));
  *this = Texts(dictionary.take(), std::move(codes));
}

Texts::Texts(Levels levels, std::vector<std::uint32_t> codes)
    : levels_(std::make_shared<const Levels>(std::move(levels))),
      codes_(std::make_shared<const std::vector<std::uint32_t>>(std::move(codes))) {}

std::vector<std::string> Texts::to_vector() const {
  std::vector<std::string> result;
  for (std::size_t row = 0; row < size(); ++row) result.emplace_back((*this)[row]);
  return result;
}

Texts Texts::select(const std::vector<std::int64_t>& rows) const {
  Texts result;
  result.levels_ = levels_;
  if (codes_) result.codes_ = std::make_shared<const std::vector<std::uint32_t>>(selected(*codes_, rows));
  return result;
}

bool Column::missing(std::int64_t row) const {
  const auto at = static_cast<std::size_t>(row);
  return numbers.empty() ? is_missing(texts[at]) : std::isnan(numbers[at]);
}

Column numeric_column(std::string name, std::vector<double> numbers) {
  return {.name = std::move(name), .kind = ColumnKind::numeric, .numbers = std::move(numbers)};
}

Column float_column(std::string name, std::vector<float> numbers) {
  return {.name = std::move(name), .kind = ColumnKind::numeric, .numbers = std::move(numbers)};
}

Column categorical_column(std::string name, const std::vector<std::string>& texts) {
  return {.name = std::move(name), .texts = Texts(texts)};
}

}  // namespace ansatz
