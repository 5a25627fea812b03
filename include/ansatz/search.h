// Looking for the architecture and the settings that suit a table.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ansatz/fit.h"

namespace ansatz {

/// What a trial fits. What is empty or 0 is the network's own.
struct Candidate {
  std::string architecture = {}, optimizer = {};
  double learning_rate = 0, weight_decay = 0;  ///< weight_decay as `decay_weights`
  int batch = 0;

  bool operator==(const Candidate&) const = default;
};

/// `count` different candidates, drawn from the seed alone. The first is "tabular" with its own settings; the others are
/// mlp, resnet, densenet and tabular with random widths, depths, activations, norms and dropout, a learning rate that is
/// uniform in its logarithm, half of them with weight decay, batches of 32 to 256. What `fixed` says, all have.
std::vector<Candidate> candidates(int count, std::uint64_t seed, const Candidate& fixed = {});

/// The options with what the candidate says.
FitOptions options_of(const Candidate& candidate, const FitOptions& options);

/// One fit of a search.
struct Trial {
  int candidate = 0;  ///< from 0
  int round = 0;      ///< from 0
  double share = 1;   ///< of the epochs of a whole fit
  double score = 0;   ///< on the rows that decide; the lowest is best, infinite for a trial that failed
  Metrics metrics = {};
  double seconds = 0;
  std::string failure = {};
};

/// Successive halving (Karnin, Koren, Somekh 2013; Jamieson and Talwalkar 2016, "Non-stochastic Best Arm Identification and
/// Hyperparameter Optimization", section 3) with a reduction of 3: all candidates get a share of a whole trial, the best third
/// of them goes on to three times as much, until the last round is whole. There are at most three rounds: shares of 1/9, 1/3 and
/// 1. Candidate 0 takes part in every round and has a challenger in the last, so that it is beaten in a whole trial or not
/// at all.
struct Halving {
  int best = -1;  ///< the lowest of the last round that was complete and has a finite one; -1: there is none
  int rounds = 0;
  bool stopped = false;
};
/// `trial` gives the score of a candidate, the lower the better; nothing stops the search. Of equal ones the first is
/// better, and a score that is no number is the worst.
Halving successive_halving(int count,
                           const std::function<std::optional<double>(int candidate, int round, double share)>& trial);
/// How many rounds there are, and how many trials in all of them.
int halving_rounds(int count);
int halving_trials(int count);

struct SearchOptions {
  int trials = 30;                                                    ///< candidates
  Candidate fixed = {};                                               ///< what all of them have
  std::function<void(const Candidate&, const Trial&)> on_start = {};  ///< without a score yet
  std::function<void(const Candidate&, const Trial&)> on_end = {};
  /// Listeners of each trial's fit, which may stop the search.
  std::function<std::vector<Callback>(const Candidate&, const Trial&)> callbacks = {};
};

struct SearchResult {
  std::vector<Candidate> candidates;
  std::vector<Trial> trials;   ///< in the order in which they ended
  std::string metric;          ///< of the scores: "rmse", or "log_loss" of classes
  int best = -1;               ///< a candidate; -1: none has a score
  double score = 0;            ///< the best one's
  std::optional<Model> model;  ///< the best one's, from the rows that don't decide
  std::int64_t rows = 0;       ///< that decide
  bool interrupted = false;

  /// The best candidate; there must be one.
  const Candidate& chosen() const { return candidates.at(static_cast<std::size_t>(best)); }
};

/// Fits candidates and scores them on a quarter of the rows that `fit` with these options would not set aside for its test:
/// what is found still has its test before it. Candidates that fail (a loss that is not finite) lose; what the first one throws is
/// thrown. The same for the same seed and any number of threads. Throws `Error` for fewer than one trial, a table that is a sample
/// of its file, fewer than 14 rows, and as `fit` does.
SearchResult search(const Dataset& data, const SearchOptions& how = {}, const FitOptions& options = {});

}  // namespace ansatz
