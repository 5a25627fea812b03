// A table whose inputs are what the model takes them for.
#pragma once

#include "ansatz/model.h"
#include "ansatz/table.h"

namespace ansatz {

/// The table with the model's inputs as numbers, dates or categories, as the model reads them, and free of the file: their
/// values can be dealt to other rows then. Throws `Error` when an input is missing.
Table with_own_kinds(const Model& model, const Table& table);

}  // namespace ansatz
