#include "cli/metrics.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/terminal.h"

namespace ansatz::cli {
namespace {

/// Name, label, and the digits behind the point; -1: four digits in all.
struct Known {
  const char* name;
  const char* label;
  int digits;
};
constexpr Known known[] = {{"r2", "R²", 3},           {"mae", "MAE", -1},          {"rmse", "RMSE", -1},
                           {"accuracy", "accuracy", 3}, {"log_loss", "log loss", 4}, {"auc", "AUC", 3}, {"f1", "F1", 3}};

const Known* find(const std::string& name) {
  for (const Known& each : known)
    if (name == each.name) return &each;
  return nullptr;
}

}  // namespace

std::string metric_label(const std::string& name) {
  const Known* found = find(name);
  return found ? found->label : name;
}

std::string metric_text(const std::string& name, double value) {
  const Known* found = find(name);
  return found && found->digits >= 0 ? fmt::format("{:.{}f}", value, found->digits) : rounded(value);
}

std::vector<std::pair<std::string, std::string>> readable(const Metrics& metrics) {
  std::vector<std::pair<std::string, std::string>> result;
  for (const Known& each : known)
    if (const auto found = metrics.find(each.name); found != metrics.end())
      result.emplace_back(each.label, metric_text(each.name, found->second));
  for (const auto& [name, value] : metrics)
    if (!find(name)) result.emplace_back(name, rounded(value));
  return result;
}

nlohmann::ordered_json as_json(const Metrics& metrics) {
  nlohmann::ordered_json object = nlohmann::ordered_json::object();
  for (const auto& [name, value] : metrics) {
    if (std::isfinite(value)) object[name] = value;
    else object[name] = nullptr;
  }
  return object;
}

}  // namespace ansatz::cli
