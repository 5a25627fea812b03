#include "cli/fit_output.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ansatz::cli {

nlohmann::ordered_json json_number(double value) {
  return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json(nullptr);
}

std::string number_or_blank(double value, const char* format) {
  return std::isnan(value) ? "" : fmt::format(fmt::runtime(format), value);
}

CurvePlaces curve_places(const std::vector<double>& data) {
  double low = INFINITY, high = -INFINITY;
  for (const double value : data)
    if (std::isfinite(value)) low = std::min(low, value), high = std::max(high, value);
  constexpr int steps = 400;
  CurvePlaces result;
  for (int i = 0; i <= steps; ++i) result.places.push_back(low + (high - low) * i / steps);
  const double margin = high > low ? 0.03 * (high - low) : 1;
  result.axis = {low - margin, high + margin};
  return result;
}

}  // namespace ansatz::cli
