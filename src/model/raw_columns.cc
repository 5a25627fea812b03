#include "model/raw_columns.h"

#include "data/kinds.h"
#include "data/values.h"

namespace ansatz {
namespace {

std::vector<double> numbers_of(const Table& table, const std::string& name, ColumnKind kind) {
  return read_as(table, table.column(name), kind).numbers.to_vector();
}

}  // namespace

RawColumns raw_columns(const Encoder& encoder, const Table& table, std::vector<std::string>& notes) {
  encode(encoder, table, notes);  // says what is missing or odd
  RawColumns raw;
  for (const ColumnEncoding& encoding : encoder.columns) {
    if (const auto* number = std::get_if<NumericEncoding>(&encoding)) {
      const std::vector<double> numbers = numbers_of(table, number->column, ColumnKind::numeric);
      raw.numbers[number->column].assign(numbers.begin(), numbers.end());
    } else if (const auto* date = std::get_if<DateEncoding>(&encoding)) {
      const std::vector<double> days = numbers_of(table, date->column, ColumnKind::date);
      for (const NumericEncoding& part : date->parts) {
        std::vector<float>& numbers = raw.numbers[part.column];
        for (const double day : days)
          numbers.push_back(
              static_cast<float>(date_part(day, std::string_view(part.column).substr(date->column.size() + 1))));
      }
    } else {
      const std::string& name = std::get<CategoryEncoding>(encoding).column;
      const Texts read = read_as(table, table.column(name), ColumnKind::categorical).texts;
      std::vector<std::string>& texts = raw.texts[name];
      for (std::size_t row = 0; row < read.size(); ++row)
        texts.push_back(is_missing(read[row]) ? "" : std::string(trim(read[row])));
    }
  }
  return raw;
}

}  // namespace ansatz
