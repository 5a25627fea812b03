#include "cli/metrics.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/terminal.h"

namespace ansatz::cli {
namespace {

/// How a metric is written.
enum class Style { measured, score, loss, percentage };
struct Known {
  const char* name;
  const char* label;
  Style style;
};
constexpr Known known[] = {
    {"r2", "R²", Style::score},           {"mae", "MAE", Style::measured},        {"rmse", "RMSE", Style::measured},
    {"mape", "MAPE", Style::percentage},
    {"standardised_mae", "standardised MAE", Style::loss},  {"accuracy", "accuracy", Style::score}, {"log_loss", "log loss", Style::loss},
    {"loss", "loss", Style::loss},        {"auc", "AUC", Style::score},           {"f1", "F1", Style::score},
    {"f1_binary", "binary F1", Style::score}, {"precision", "precision", Style::score}, {"recall", "recall", Style::score},
    {"precision_binary", "binary precision", Style::score}, {"recall_binary", "binary recall", Style::score},
};

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
  switch (found ? found->style : Style::measured) {
    case Style::measured: return rounded(value);
    case Style::score: return fmt::format("{:.3f}", value);
    case Style::loss: return fmt::format("{:.4f}", value);
    case Style::percentage: return fmt::format("{:.1f} %", 100 * value);
  }
  return rounded(value);
}

std::vector<std::pair<std::string, std::string>> readable(const Metrics& metrics) {
  std::vector<std::pair<std::string, std::string>> result;
  for (const Known& each : known)
    if (const auto found = metrics.find(each.name); found != metrics.end())
      result.emplace_back(each.label, metric_text(each.name, found->second));
  for (const auto& [name, value] : metrics)
    if (!find(name)) result.emplace_back(name, metric_text(name, value));
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
