// What the fits without networks, `regress` and `fit --formula`, show in the same way.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace ansatz::cli {

/// A number as JSON; null for what JSON has no word for.
nlohmann::ordered_json json_number(double value);

/// A number in a format such as "{:.6g}"; nothing for NaN.
std::string number_or_blank(double value, const char* format = "{:.6g}");

/// Where a curve over data is drawn: places over their range, and an axis that is a little wider.
struct CurvePlaces {
  std::vector<double> places;
  std::pair<double, double> axis;
};
CurvePlaces curve_places(const std::vector<double>& data);

}  // namespace ansatz::cli
