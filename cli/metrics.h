// Metrics as people and machines read them.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>
#include <vector>

#include "ansatz/model.h"

namespace ansatz::cli {

/// "R²" and "0.912": the best-known metrics first, each with the digits that it deserves.
std::vector<std::pair<std::string, std::string>> readable(const Metrics& metrics);
/// "MAE" for "mae".
std::string metric_label(const std::string& name);
/// A metric's value with the digits that it deserves.
std::string metric_text(const std::string& name, double value);
/// By their plain names; what is not finite becomes null.
nlohmann::ordered_json as_json(const Metrics& metrics);

}  // namespace ansatz::cli
