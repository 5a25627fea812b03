#include "model/raw_columns.h"

#include "data/kinds.h"
#include "data/values.h"
#include "model/derived_columns.h"

namespace ansatz {
namespace {

std::vector<double> numbers_of(const Table& table, const std::string& name, ColumnKind kind) {
  return read_as(table, table.column(name), kind).numbers.to_vector();
}

}  // namespace

RawColumns raw_columns(const Encoder& encoder, const Table& table, std::vector<std::string>& notes) {
  encode_derived(encoder, table, notes);  // says what is missing or odd
  RawColumns raw;
  const auto add_texts = [&](const std::string& name) {
    const Texts read = read_as(table, table.column(name), ColumnKind::categorical).texts;
    std::vector<std::string>& texts = raw.texts[name];
    texts.clear();
    for (std::size_t row = 0; row < read.size(); ++row)
      texts.push_back(is_missing(read[row]) ? "" : std::string(trim(read[row])));
  };
  for (const DerivedColumn& column : encoder.derived)
    for (const DerivedColumn::Input& input : column.inputs) {
      if (input.kind == ColumnKind::categorical) {
        add_texts(input.column);
      } else {
        const std::vector<double> values = values_of(input, table);
        raw.numbers[input.name].assign(values.begin(), values.end());
      }
    }
  for (const ColumnEncoding& encoding : encoder.columns) {
    if (encoder.find_derived(std::visit([](const auto& e) -> const std::string& { return e.column; }, encoding))) continue;
    if (const auto* number = std::get_if<NumericEncoding>(&encoding)) {
      const std::vector<double> numbers = numbers_of(table, number->column, ColumnKind::numeric);
      raw.numbers[number->column].assign(numbers.begin(), numbers.end());
    } else if (const auto* date = std::get_if<DateEncoding>(&encoding)) {
      const std::vector<double> days = numbers_of(table, date->column, ColumnKind::date);
      for (const NumericEncoding& part : date->parts) {
        std::vector<float>& numbers = raw.numbers[part.column];
        numbers.clear();
        for (const double day : days)
          numbers.push_back(
              static_cast<float>(date_part(day, std::string_view(part.column).substr(date->column.size() + 1))));
      }
    } else {
      add_texts(std::get<CategoryEncoding>(encoding).column);
    }
  }
  return raw;
}

}  // namespace ansatz
