// Whether two tables are the same.
#pragma once

#include <string>

#include "ansatz/table.h"

namespace ansatz {

/// A checksum of the table's names, kinds and values; the order of rows and columns counts, the file's name does not.
std::string fingerprint(const Table& table);

}  // namespace ansatz
