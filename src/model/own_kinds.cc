#include "model/own_kinds.h"

#include "base/fail.h"
#include "data/kinds.h"
#include "model/contents.h"

namespace ansatz {
namespace {

ColumnKind kind_of(const ColumnEncoding& encoding) {
  if (std::holds_alternative<NumericEncoding>(encoding)) return ColumnKind::numeric;
  return std::holds_alternative<DateEncoding>(encoding) ? ColumnKind::date : ColumnKind::categorical;
}

}  // namespace

Table with_own_kinds(const Model& model, const Table& table) {
  Table result = table;
  for (const ColumnEncoding& encoding : model.contents().description.encoder.columns) {
    const std::string& name = std::visit([](const auto& e) -> const std::string& { return e.column; }, encoding);
    Column column = read_as(table, table.column(name), kind_of(encoding));
    column.field = -1;
    column.unreadable.clear();
    result = result.without(name).with(std::move(column));
  }
  return result;
}

}  // namespace ansatz
