// What --target names.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "ansatz/model.h"

namespace ansatz::cli {

/// Throws `Error` unless the table has the column: names the nearest, or all. `target` may be empty.
void check_target(const Table& table, const std::string& target);

/// The table with the targets of `text`: a column's name, or several with commas between them, where a name with a comma
/// stands in double quotes. Throws `Error` when there is none, and for an unknown one with the nearest or all names.
Dataset with_targets(Table table, const std::string& text);

/// "price", or "price, area".
std::string joined(const std::vector<std::string>& targets);

/// For "target" in JSON: a text, or a list of several.
nlohmann::ordered_json as_json(const std::vector<std::string>& targets);

/// For "metrics_by_target": an object for each target.
nlohmann::ordered_json as_json(const std::vector<std::string>& targets, const std::vector<Metrics>& each);

}  // namespace ansatz::cli
