#include "cli/search.h"

#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "ansatz/error.h"
#include "cli/interruption.h"
#include "cli/metrics.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/run_log.h"
#include "cli/target.h"

namespace ansatz::cli {
namespace {

std::string text_of(const Candidate& candidate) {
  std::string text = candidate.architecture;
  const std::vector<std::string> flags = flags_of(candidate, false);
  for (std::size_t i = 2; i + 1 < flags.size(); i += 2)
    text += fmt::format("  {} {}", flags[i].substr(2), flags[i + 1]);
  return text;
}

}  // namespace

void check_search(std::int64_t trials, std::int64_t folds, const CheckpointFlags& flags) {
  const std::pair<bool, const char*> refused[] = {{flags.resume, "--resume"},
                                                  {flags.restart, "--restart"},
                                                  {!flags.file.empty(), "--checkpoint"},
                                                  {!flags.every.empty(), "--checkpoint-every"},
                                                  {folds > 0, "--folds"}};
  for (const auto& [given, name] : refused)
    if (given)
      throw Error(fmt::format(
          "--search {} makes many fits{}; leave out {}", trials,
          std::string(name) == "--folds" ? " and scores them itself" : ", of which no state is saved to go on from",
          name));
}

std::vector<std::string> flags_of(const Candidate& candidate, bool refit) {
  std::vector<std::string> flags = {"--arch", candidate.architecture};
  const auto add = [&](const char* name, const std::string& value) { flags.insert(flags.end(), {name, value}); };
  if (!candidate.optimizer.empty()) add("--optimizer", candidate.optimizer);
  if (candidate.learning_rate > 0) add("--lr", fmt::format("{:g}", candidate.learning_rate));
  if (candidate.weight_decay > 0) add("--weight-decay", fmt::format("{:g}", candidate.weight_decay));
  if (candidate.batch > 0) add("--batch", std::to_string(candidate.batch));
  if (refit) flags.push_back("--refit");
  return flags;
}

std::vector<std::string> searched_options() {
  return {"--search", "--arch", "--optimizer", "--lr", "--weight-decay", "--batch", "--refit"};
}

SearchResult search(Terminal& terminal, const Dataset& data, const std::string& file, int trials,
                    const Candidate& fixed, const FitOptions& options) {
  const int rounds = halving_rounds(trials), fits = halving_trials(trials);
  std::optional<RunLog> log;
  std::int64_t first_id = 0;
  double best = INFINITY;
  int done = 0, round = -1;
  std::string metric;
  const auto where = [&] { return fmt::format("fit {}/{}", done + 1, fits); };
  SearchOptions how{.trials = trials, .fixed = fixed};
  how.on_start = [&](const Candidate&, const Trial& trial) {
    if (trial.round == round) return;
    round = trial.round;
    best = INFINITY;
    if (round == 0)
      terminal.line(terminal.bold(fmt::format("Search: {}, {} in {}", counted(trials, "trial"), counted(fits, "fit"),
                                              counted(rounds, "round"))));
    const int part = static_cast<int>(std::lround(1 / trial.share));
    terminal.line(
        fmt::format("round {}: {}", round + 1, part == 1 ? "all epochs" : fmt::format("1/{} of the epochs", part)));
  };
  how.callbacks = [&](const Candidate&, const Trial&) {
    log.emplace(terminal, file, joined(data.targets()), "");
    log->trial_of(first_id);
    const Callback watch{
        .on_step = [](const StepProgress&) { return !Interruption::asked(); },
        .on_epoch =
            [&, best_epoch = Progress()](const Progress& now) mutable {
              if (now.best) best_epoch = now;
              const std::string start = fmt::format("  {}  ", where());
              terminal.rewrite(start + progress_line(now, best_epoch, terminal.columns() - 1 - columns_of(start)));
              return !Interruption::asked();
            }};
    return std::vector<Callback>{watch, log->callback()};
  };
  how.on_end = [&](const Candidate& candidate, const Trial& trial) {
    if (first_id == 0) first_id = log->id();
    if (!trial.failure.empty()) log->failed(trial.failure);
    terminal.erase();
    ++done;
    metric = trial.metrics.contains("rmse") ? "rmse" : "log_loss";
    const bool leads = trial.score < best;
    if (leads) best = trial.score;
    const std::string score =
        trial.failure.empty() ? metric_label(metric) + " " + metric_text(metric, trial.score) : "failed";
    const std::string start =
        fmt::format("  {:>3}  {} {}  ", trial.candidate + 1, padded(score, 17), leads ? "*" : " ");
    const std::string what = trial.failure.empty() ? text_of(candidate) : text_of(candidate) + ": " + trial.failure;
    terminal.line(start + shortened(what, terminal.columns() - columns_of(start)));
  };
  SearchResult found = ansatz::search(data, how, options);
  terminal.erase();
  if (found.interrupted)
    terminal.line(
        fmt::format("{}: stopped the search after {} of {}.", Interruption::name(), done, counted(fits, "fit")));
  if (found.best >= 0) {
    std::string beaten;
    for (const Trial& trial : found.trials)
      if (trial.candidate == 0 && trial.round == round && found.best != 0)
        beaten = fmt::format("; the default has {}", metric_text(found.metric, trial.score));
    terminal.line(
        terminal.bold(fmt::format("Best: trial {}, {} {} on {}{}", found.best + 1, metric_label(found.metric),
                                  metric_text(found.metric, found.score), counted(found.rows, "row"), beaten)),
        6);
    const std::vector<std::string> flags = flags_of(found.chosen(), options.refit.value_or(false));
    terminal.line(fmt::format("  {}", fmt::join(flags, " ")), 4);
    terminal.line();
  }
  return found;
}

nlohmann::ordered_json as_json(const SearchResult& found, bool refit) {
  nlohmann::ordered_json usual;
  for (const Trial& trial : found.trials)
    if (trial.candidate == 0) usual = trial.score;  // of the last round
  return {{"trials", found.candidates.size()},
          {"fits", found.trials.size()},
          {"rows", found.rows},
          {"metric", found.metric},
          {"score", found.score},
          {"default_score", usual},
          {"trial", found.best + 1},
          {"flags", flags_of(found.chosen(), refit)}};
}

}  // namespace ansatz::cli
