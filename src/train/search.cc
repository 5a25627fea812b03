#include "ansatz/search.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "ansatz/split.h"
#include "base/fail.h"
#include "data/target.h"

namespace ansatz {
namespace {

constexpr double deciding = 0.25;  // of the rows
constexpr std::int64_t least_rows = 14;

struct Parts {
  Dataset training;
  Table deciding;
};

struct Leader {
  int candidate = -1;
  double score = std::numeric_limits<double>::infinity();
  std::optional<Model> model = {};
};

std::vector<std::int64_t> picked(const std::vector<std::int64_t>& from, const std::vector<std::int64_t>& places) {
  std::vector<std::int64_t> result;
  for (const std::int64_t place : places) result.push_back(from[static_cast<std::size_t>(place)]);
  return result;
}

// The rows that fit does not set aside (prepare_rows of train/rows.h), in two parts.
Parts parts_of(const Dataset& data, const Target& target, const FitOptions& options) {
  const auto available = static_cast<std::int64_t>(target.rows.size());
  std::vector<std::int64_t> rows = target.rows;
  std::vector<std::int32_t> codes = target.codes;
  if (!options.test && options.test_fraction > 0) {
    const std::vector<std::int64_t> first = split(available, options.test_fraction, options.seed, target.codes).first;
    rows = picked(target.rows, first);
    if (!codes.empty()) {
      codes.clear();
      for (const std::int64_t place : first) codes.push_back(target.codes[static_cast<std::size_t>(place)]);
    }
  }
  if (static_cast<std::int64_t>(rows.size()) < least_rows)
    fail("{} leaves {} rows to search with; at least {} are needed", data.table.label(), rows.size(), least_rows);
  const Split divided = split(static_cast<std::int64_t>(rows.size()), deciding, options.seed + 4, codes);
  Parts parts{data, data.table.select(picked(rows, divided.second))};
  parts.training.table = data.table.select(picked(rows, divided.first));
  return parts;
}

}  // namespace

SearchResult search(const Dataset& data, const SearchOptions& how, const FitOptions& options) {
  if (how.trials < 1) fail("a search of {} trials is asked for; at least 1 is needed", how.trials);
  if (data.table.sampled())
    fail("{} is read as the fit goes, as it doesn't fit into memory; a search needs all of its rows there",
         data.table.label());
  const Target target = find_targets(data.table, data.targets(), options.task);
  const Parts parts = parts_of(data, target, options);
  SearchResult result;
  result.metric = target.task == Task::classification ? "log_loss" : "rmse";
  result.rows = parts.deciding.rows();
  result.candidates = candidates(how.trials, options.seed, how.fixed);
  result.score = std::numeric_limits<double>::infinity();
  Leader leader, before;  // of this round, and of the one before
  int round_now = 0;

  const auto trial = [&](int number, int round, double share) -> std::optional<double> {
    if (round != round_now) {
      before = std::exchange(leader, {});
      round_now = round;
    }
    const Candidate& candidate = result.candidates[static_cast<std::size_t>(number)];
    Trial now{.candidate = number, .round = round, .share = share};
    now.score = std::numeric_limits<double>::infinity();
    FitOptions each = options_of(candidate, options);
    each.test = parts.deciding;
    each.task = target.task;
    each.refit = false;
    each.checkpoint = {};
    each.epoch_share = share;
    each.callbacks = how.callbacks ? how.callbacks(candidate, now) : std::vector<Callback>{};
    if (how.on_start) how.on_start(candidate, now);
    try {
      FitReport report = fit(candidate.architecture, parts.training, each);
      if (report.interrupted) return std::nullopt;
      now.metrics = report.test;
      now.score = report.test.at(result.metric);
      now.seconds = report.seconds;
      if (now.score < leader.score) leader = {number, now.score, std::move(report.model)};
    } catch (const Error& error) {
      if (number == 0) throw;
      now.failure = error.what();
    }
    result.trials.push_back(now);
    if (how.on_end) how.on_end(candidate, now);
    return now.score;
  };
  const Halving halving = successive_halving(static_cast<int>(result.candidates.size()), trial);
  result.interrupted = halving.stopped;
  // A round that was broken off has not seen all of its candidates.
  if (halving.stopped && before.score < leader.score) leader = std::move(before);
  result.best = leader.candidate;
  result.score = leader.score;
  result.model = std::move(leader.model);
  return result;
}

}  // namespace ansatz
