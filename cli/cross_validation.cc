#include "cli/cross_validation.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "ansatz/error.h"
#include "cli/interruption.h"
#include "cli/metrics.h"
#include "cli/metrics_table.h"
#include "cli/progress.h"

namespace ansatz::cli {

void check_folds(std::int64_t folds, const CheckpointFlags& flags) {
  const std::pair<bool, const char*> refused[] = {{flags.resume, "--resume"},
                                                  {flags.restart, "--restart"},
                                                  {!flags.file.empty(), "--checkpoint"},
                                                  {!flags.every.empty(), "--checkpoint-every"}};
  for (const auto& [given, name] : refused)
    if (given)
      throw Error(fmt::format("--folds {} makes {} fits, of which no state is saved to go on from; leave out {}", folds,
                              folds + 1, name));
}

CrossValidation cross_validate(Terminal& terminal, const std::string& architecture, const Dataset& data, int folds,
                               const FitOptions& options) {
  FitOptions each = options;
  Progress best;
  int fold_now = 0;
  std::optional<MetricsTable> table;
  const auto go_on = [] { return !Interruption::asked(); };
  each.callbacks = {
      {.on_start =
           [&](const FitStart&) {
             best = {};
             if (fold_now == 0)
               terminal.line(
                   terminal.bold(fmt::format("Cross-validation: {} folds, each scores a fit on the others", folds)));
           },
       .on_step = [&](const StepProgress&) { return go_on(); },
       .on_epoch =
           [&](const Progress& now) {
             if (now.best) best = now;
             const std::string start = fmt::format("  fold {}/{}  ", fold_now + 1, folds);
             terminal.rewrite(start + progress_line(now, best, terminal.columns() - 1 - columns_of(start)));
             return go_on();
           }}};
  const auto on_start = [&](int fold, std::int64_t) { fold_now = fold; };
  const auto on_end = [&](int fold, const Metrics& metrics) {
    terminal.erase();
    if (fold == 0) terminal.line(table.emplace(metrics, std::vector<std::string>(), terminal.columns()).head());
    terminal.line(table->line(fmt::format("fold {}", fold + 1), metrics));
  };
  const CrossValidation found =
      ansatz::cross_validate(architecture, data, {.folds = folds, .on_start = on_start, .on_end = on_end}, each);
  terminal.erase();
  if (found.interrupted) {
    terminal.line(fmt::format("{}: stopped in fold {} of {}; nothing is written.", Interruption::name(),
                              found.folds.size() + 1, folds));
    return found;
  }
  terminal.line(terminal.bold(table->line("mean", found.mean)));
  terminal.line(table->line("deviation", found.deviation));
  terminal.line();
  return found;
}

std::string summary_of(const CrossValidation& found) {
  std::string text = fmt::format("{} folds", found.folds.size());
  const auto means = readable(found.mean), deviations = readable(found.deviation);
  for (std::size_t i = 0; i < std::min<std::size_t>(means.size(), 3); ++i)
    text += "   " + unbroken(fmt::format("{} {} ± {}", means[i].first, means[i].second, deviations[i].second));
  return text;
}

nlohmann::ordered_json as_json(const CrossValidation& found) {
  nlohmann::ordered_json folds = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < found.folds.size(); ++i)
    folds.push_back({{"rows", found.rows[i]}, {"metrics", as_json(found.folds[i])}});
  return {{"folds", folds}, {"mean", as_json(found.mean)}, {"deviation", as_json(found.deviation)}};
}

}  // namespace ansatz::cli
