#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "ansatz/search.h"
#include "base/fail.h"

namespace ansatz {
namespace {

constexpr int reduction = 3, most_rounds = 3;

// Candidate 0 and one that challenges it, at least.
int kept(int count) { return std::max(std::min(count, 2), (count + reduction - 1) / reduction); }

}  // namespace

int halving_rounds(int count) {
  int rounds = 1;
  for (int left = count; left >= reduction && rounds < most_rounds; left /= reduction) ++rounds;
  return rounds;
}

int halving_trials(int count) {
  int trials = 0;
  for (int round = 0, left = count; round < halving_rounds(count); ++round, left = kept(left)) trials += left;
  return trials;
}

Halving successive_halving(int count,
                           const std::function<std::optional<double>(int candidate, int round, double share)>& trial) {
  if (count < 1) fail("a search of {} trials is asked for; at least 1 is needed", count);
  Halving result;
  result.rounds = halving_rounds(count);
  std::vector<int> running;
  for (int i = 0; i < count; ++i) running.push_back(i);
  for (int round = 0; round < result.rounds; ++round) {
    double share = 1;
    for (int after = round + 1; after < result.rounds; ++after) share /= reduction;
    std::vector<std::pair<double, int>> scores;
    for (const int candidate : running) {
      const std::optional<double> score = trial(candidate, round, share);
      if (!score) {
        result.stopped = true;
        break;
      }
      scores.emplace_back(std::isnan(*score) ? std::numeric_limits<double>::infinity() : *score, candidate);
    }
    if (result.stopped) break;
    std::sort(scores.begin(), scores.end());
    if (std::isfinite(scores[0].first)) result.best = scores[0].second;
    std::vector<int> next = {0};
    for (const auto& [score, candidate] : scores)
      if (candidate != 0 && static_cast<int>(next.size()) < kept(static_cast<int>(running.size())))
        next.push_back(candidate);
    std::sort(next.begin(), next.end());
    running = next;
  }
  return result;
}

}  // namespace ansatz
