#include "ansatz/cross_validation.h"

#include <algorithm>
#include <cmath>

#include "ansatz/split.h"
#include "base/fail.h"
#include "data/target.h"

namespace ansatz {
namespace {

constexpr std::int64_t least_rows = 10;  // of a fit

// Each class must be in every fold: else one of the fits would never see it, or never be asked for it.
void check(const Dataset& data, const Target& target, int count) {
  if (data.table.sampled())
    fail("{} is read as the fit goes, as it doesn't fit into memory; cross-validation needs all of its rows there",
         data.table.label());
  if (count < 2) fail("{} folds are asked for; cross-validation needs at least 2", count);
  const auto rows = static_cast<std::int64_t>(target.rows.size());
  if (count > rows) fail("{} folds are asked for, but {} has {} rows with a target", count, data.table.label(), rows);
  std::vector<std::int64_t> counts(target.classes.size(), 0);
  for (const std::int32_t code : target.codes) ++counts[static_cast<std::size_t>(code)];
  if (const auto least = std::min_element(counts.begin(), counts.end()); least != counts.end() && *least < count)
    fail("{} folds are asked for, but the class {} of \"{}\" has {} row{}; take fewer folds or leave the class out",
         count, target.classes[static_cast<std::size_t>(least - counts.begin())], target.label(), *least,
         *least == 1 ? "" : "s");
  const std::int64_t left = rows - (rows + count - 1) / count;
  if (left < least_rows)
    fail("{} has {} rows with a target, of which {} folds leave {} to learn from; at least {} are needed",
         data.table.label(), rows, count, left, least_rows);
}

// Mean and deviation of the metrics that every fold has: MAPE, for one, needs targets without a 0.
void summarize(CrossValidation& result) {
  const auto count = static_cast<double>(result.folds.size());
  for (const auto& [name, first] : result.folds[0]) {
    double sum = 0, squares = 0;
    bool everywhere = true;
    for (const Metrics& fold : result.folds) everywhere = everywhere && fold.contains(name);
    if (!everywhere) continue;
    for (const Metrics& fold : result.folds) sum += fold.at(name);
    const double mean = sum / count;
    for (const Metrics& fold : result.folds) squares += (fold.at(name) - mean) * (fold.at(name) - mean);
    result.mean[name] = mean;
    result.deviation[name] = std::sqrt(squares / count);
  }
}

template <class Network>
CrossValidation validate(const Network& architecture, const Dataset& data, const CrossValidationOptions& how,
                         const FitOptions& options) {
  const Target target = find_targets(data.table, data.targets(), options.task);
  check(data, target, how.folds);
  FitOptions each = options;
  each.task = target.task;  // what all rows suggest
  each.checkpoint = {};
  CrossValidation result;
  const auto parts = folds(static_cast<std::int64_t>(target.rows.size()), how.folds, options.seed, target.codes);
  for (int fold = 0; fold < how.folds; ++fold) {
    std::vector<std::int64_t> inside, outside;
    const auto& part = parts[static_cast<std::size_t>(fold)];
    for (std::size_t i = 0; i < target.rows.size(); ++i) {
      const bool in = std::binary_search(part.begin(), part.end(), static_cast<std::int64_t>(i));
      (in ? inside : outside).push_back(target.rows[i]);
    }
    if (how.on_start) how.on_start(fold, static_cast<std::int64_t>(inside.size()));
    each.test = data.table.select(inside);
    const Dataset others{data.table.select(outside), data.target, data.further_targets};
    const FitReport report = fit(architecture, others, each);
    if (report.interrupted) {
      result.interrupted = true;
      break;
    }
    result.folds.push_back(report.test);
    result.rows.push_back(static_cast<std::int64_t>(inside.size()));
    if (how.on_end) how.on_end(fold, report.test);
  }
  if (!result.folds.empty()) summarize(result);
  return result;
}

}  // namespace

CrossValidation cross_validate(const std::string& architecture, const Dataset& data, const CrossValidationOptions& how,
                               const FitOptions& options) {
  return validate(architecture, data, how, options);
}

CrossValidation cross_validate(const Architecture& architecture, const Dataset& data, const CrossValidationOptions& how,
                               const FitOptions& options) {
  return validate(architecture, data, how, options);
}

}  // namespace ansatz
