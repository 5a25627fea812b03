#include "model/raw_columns.h"

#include "data/values.h"

namespace ansatz {
namespace {

std::vector<double> numbers_of(const Column& column, ColumnKind kind) {
  if (column.kind == kind) return column.numbers;
  std::vector<double> numbers;
  for (const std::string& text : column.text)
    numbers.push_back(kind == ColumnKind::date ? parse_date(text) : parse_number(text));
  return numbers;
}

}  // namespace

RawColumns raw_columns(const Encoder& encoder, const Table& table, std::vector<std::string>& notes) {
  encode(encoder, table, notes);  // says what is missing or odd
  RawColumns raw;
  for (const ColumnEncoding& encoding : encoder.columns) {
    if (const auto* number = std::get_if<NumericEncoding>(&encoding)) {
      const std::vector<double> numbers = numbers_of(table.column(number->column), ColumnKind::numeric);
      raw.numbers[number->column].assign(numbers.begin(), numbers.end());
    } else if (const auto* date = std::get_if<DateEncoding>(&encoding)) {
      const std::vector<double> days = numbers_of(table.column(date->column), ColumnKind::date);
      for (const NumericEncoding& part : date->parts) {
        std::vector<float>& numbers = raw.numbers[part.column];
        for (const double day : days)
          numbers.push_back(
              static_cast<float>(date_part(day, std::string_view(part.column).substr(date->column.size() + 1))));
      }
    } else {
      const std::string& name = std::get<CategoryEncoding>(encoding).column;
      std::vector<std::string>& texts = raw.texts[name];
      for (const std::string& text : table.column(name).text)
        texts.push_back(is_missing(text) ? "" : std::string(trim(text)));
    }
  }
  return raw;
}

}  // namespace ansatz
