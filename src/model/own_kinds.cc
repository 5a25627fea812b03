#include "model/own_kinds.h"

#include "base/fail.h"
#include "data/kinds.h"
#include "model/contents.h"

namespace ansatz {
Table with_own_kinds(const Model& model, const Table& table) {
  Table result = table;
  for (const DerivedColumn::Input& input : model.contents().description.encoder.read_columns()) {
    Column column = read_as(table, table.column(input.column), input.kind);
    column.field = -1;
    column.unreadable.clear();
    result = result.without(input.column).with(std::move(column));
  }
  return result;
}

}  // namespace ansatz
