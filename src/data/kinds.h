// What a column holds, told by its texts.
#pragma once

#include <optional>

#include "ansatz/table.h"

namespace ansatz {

/// A kind and how its numbers or dates are written.
struct KindFound {
  ColumnKind kind = ColumnKind::categorical;
  Notation notation = Notation::plain;
  bool ambiguous = false;  ///< dates whose days and months can't be told apart, which are no dates then
};

/// What may be known before.
struct KindKnown {
  std::optional<ColumnKind> kind;
  std::optional<Notation> notation;  ///< taken when it reads as many values as any other
  bool comma_is_decimal = false;     ///< what "1,234" means when nothing in the column tells
};

/// The kind of a column with these texts (see read_csv), where `counts[level]` rows have a level.
KindFound find_kind(const Levels& levels, const std::vector<std::int64_t>& counts, const KindKnown& known);

/// The notation, other than this, in which all of these texts are numbers or dates of this kind.
std::optional<Notation> other_notation(const std::vector<std::string>& texts, ColumnKind kind, Notation present);

/// How many rows have each level.
std::vector<std::int64_t> level_counts(const Texts& texts);

/// A column of this kind with these texts: its numbers are read from them, and kept in double if `doubles` says so.
Column column_as(const Column& column, const Texts& texts, ColumnKind kind, Notation notation, bool doubles = false);

/// The table's column as one of this kind: it is read again from its texts when it was taken for another one.
Column read_as(const Table& table, const Column& column, ColumnKind kind);

/// Appends a line for each of the first three unreadable values of the column, and one for how many more there are.
void note_unreadable(const Table& table, const Column& column, std::vector<std::string>& notes);

}  // namespace ansatz
