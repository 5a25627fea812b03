// Options that say how a table is to be read.
#pragma once

#include <string>

#include "ansatz/table.h"

namespace CLI {
class App;
}

namespace ansatz::cli {

/// Lists of column names, with commas between them.
struct TableOptions {
  std::string memory;  ///< "500M"; only where add_memory_option was called
  std::string delimiter, categorical, numeric, date, text, ignore;
};

/// Declares them as a group of their own; the names are lists with commas.
void add_table_options(CLI::App& app, TableOptions& options);

/// --memory: above it, fit works with a sample and reads the rest as it goes.
void add_memory_option(CLI::App& app, TableOptions& options);

/// --memory for what reads a table once: above it, block after block.
void add_blockwise_option(CLI::App& app, std::string& memory);
/// These options with that limit; by default 256 MB.
CsvOptions blockwise(CsvOptions options, const std::string& memory);

/// Throws `Error` for a column that is named twice, and for a delimiter that is none. Names are checked when the table is
/// read.
CsvOptions csv_options(const TableOptions& options);

/// "a, b" as {"a", "b"}: spaces around a name don't count; a name with a comma stands in double quotes, as in CSV.
/// Throws `Error` for an empty name and for a quote that is not closed.
std::vector<std::string> names_in(const std::string& option, const std::string& list);

/// How to read another table with the same columns: the same kinds, and notations where its own values don't decide.
CsvOptions csv_options_like(const Table& table, const CsvOptions& options);

}  // namespace ansatz::cli
