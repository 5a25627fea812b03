#include "cli/cross_validation.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "ansatz/error.h"
#include "cli/interruption.h"
#include "cli/metrics.h"
#include "cli/progress.h"

namespace ansatz::cli {
namespace {

constexpr int kColumn = 12;

std::string right_aligned(const std::string& text) {
  return std::string(static_cast<std::size_t>(std::max(1, kColumn - columns_of(text))), ' ') + text;
}

// The table's columns: the metrics of the first fold, as many as the width has room for, at most five.
std::vector<std::string> columns_for(const Metrics& metrics, int width) {
  std::vector<std::string> names;
  for (const auto& [label, value] : readable(metrics)) names.push_back(label);
  names.resize(std::min<std::size_t>({5, names.size(), static_cast<std::size_t>((width - kColumn) / kColumn)}));
  return names;
}

// "  fold 1           0.901      15,032 …"; a metric that a fold lacks is a dash, as MAPE is where a target is 0.
std::string table_line(const std::string& label, const std::vector<std::string>& columns, const Metrics& metrics) {
  std::string line = padded("  " + label, kColumn);
  const auto texts = readable(metrics);
  for (const std::string& column : columns) {
    const auto found = std::find_if(texts.begin(), texts.end(), [&](const auto& each) { return each.first == column; });
    line += right_aligned(found == texts.end() ? "-" : found->second);
  }
  return line;
}

}  // namespace

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
  std::vector<std::string> columns;
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
    if (fold == 0) {
      columns = columns_for(metrics, terminal.columns());
      std::string head = std::string(kColumn, ' ');
      for (const std::string& column : columns) head += right_aligned(column);
      terminal.line(head);
    }
    terminal.line(table_line(fmt::format("fold {}", fold + 1), columns, metrics));
  };
  const CrossValidation found =
      ansatz::cross_validate(architecture, data, {.folds = folds, .on_start = on_start, .on_end = on_end}, each);
  terminal.erase();
  if (found.interrupted) {
    terminal.line(fmt::format("{}: stopped in fold {} of {}; nothing is written.", Interruption::name(),
                              found.folds.size() + 1, folds));
    return found;
  }
  terminal.line(terminal.bold(table_line("mean", columns, found.mean)));
  terminal.line(table_line("deviation", columns, found.deviation));
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
