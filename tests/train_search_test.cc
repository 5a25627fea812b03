// search: successive halving by its arithmetic, candidates that can be said again, and what a search finds and repeats.
#include <cmath>
#include <limits>
#include <set>

#include "ansatz/search.h"
#include "ansatz/split.h"
#include "tests/arrays.h"
#include "tests/error_of.h"

namespace ansatz {
namespace {

TEST(TrainSearch, HalvingGivesAThirdThreeTimesAsMuch) {
  // Scores fall with the share; candidate 7 is best in the end, and never the worst before.
  std::vector<int> of_round(3, 0);
  std::set<int> last;
  const Halving found = successive_halving(30, [&](int candidate, int round, double share) -> std::optional<double> {
    EXPECT_DOUBLE_EQ(share, round == 0 ? 1.0 / 9 : round == 1 ? 1.0 / 3 : 1.0);
    ++of_round[static_cast<std::size_t>(round)];
    if (round == 2) last.insert(candidate);
    return std::abs(candidate - 7) + 1 / share;
  });
  EXPECT_EQ(of_round, (std::vector<int>{30, 10, 4}));
  EXPECT_EQ(halving_trials(30), 44);
  EXPECT_EQ(last, (std::set<int>{0, 6, 7, 8})) << "the first takes part in every round";
  EXPECT_EQ(found.best, 7);
  EXPECT_EQ(found.rounds, 3);
  EXPECT_FALSE(found.stopped);
}

TEST(TrainSearch, HalvingOfFewOrBrokenTrials) {
  const auto same = [](int, int, double) -> std::optional<double> { return 1; };
  EXPECT_EQ(successive_halving(1, same).best, 0);
  EXPECT_EQ(successive_halving(2, same).rounds, 1);
  EXPECT_EQ(successive_halving(5, same).best, 0) << "of equal ones the first";
  const auto broken = [](int candidate, int, double) -> std::optional<double> {
    return candidate == 2 ? 3 : candidate == 1 ? std::nan("") : std::numeric_limits<double>::infinity();
  };
  EXPECT_EQ(successive_halving(4, broken).best, 2);
  int calls = 0;
  const Halving stopped = successive_halving(9, [&](int candidate, int, double) -> std::optional<double> {
    if (++calls > 10) return std::nullopt;
    return 10.0 - candidate;
  });
  EXPECT_TRUE(stopped.stopped);
  EXPECT_EQ(stopped.best, 8) << "by the round that was complete";
  EXPECT_EQ(error_of([&] { successive_halving(0, same); }), "a search of 0 trials is asked for; at least 1 is needed");
}

TEST(TrainSearch, CandidatesAreKnownDifferentAndTheSameForTheSameSeed) {
  const std::vector<Candidate> all = candidates(60, 3);
  ASSERT_EQ(all.size(), 60u);
  EXPECT_EQ(all[0], (Candidate{.architecture = "tabular"}));
  for (std::size_t i = 0; i < all.size(); ++i) {
    SCOPED_TRACE(all[i].architecture);
    EXPECT_NO_THROW(check_fit(all[i].architecture, options_of(all[i], {})));
    for (std::size_t j = 0; j < i; ++j) EXPECT_FALSE(all[i] == all[j]);
    if (i == 0) continue;
    EXPECT_GE(all[i].learning_rate, 3e-4);
    EXPECT_LE(all[i].learning_rate, 2e-2);
  }
  EXPECT_EQ(candidates(60, 3), all);
  EXPECT_EQ(candidates(10, 3), std::vector<Candidate>(all.begin(), all.begin() + 10));
  EXPECT_FALSE(candidates(60, 4) == all);
  for (const Candidate& each : candidates(9, 0, {.architecture = "mlp:8", .batch = 16})) {
    EXPECT_EQ(each.architecture, "mlp:8");
    EXPECT_EQ(each.batch, 16);
  }
}

// y = |a| + b·c: no line, so that architectures differ.
Dataset bent(std::int64_t rows) {
  const auto drawn = [&](std::uint64_t stream) { return to_vector<double>(normal(0, 1)({rows}, 17, stream)); };
  const auto a = drawn(1), b = drawn(2), c = drawn(3);
  std::vector<double> y(a.size());
  for (std::size_t i = 0; i < y.size(); ++i) y[i] = std::abs(a[i]) + b[i] * c[i];
  return Table({numeric_column("a", a), numeric_column("b", b), numeric_column("c", c), numeric_column("y", y)})
      .target("y");
}

TEST(TrainSearch, TheSameForAnyNumberOfThreadsAndNeverWorseThanTheDefault) {
  const Dataset data = bent(150);
  FitOptions options{.epochs = 9, .seed = 2, .threads = 1};
  int fits = 0;
  const SearchOptions how{.trials = 6, .on_end = [&](const Candidate&, const Trial&) { ++fits; }};
  const SearchResult one = search(data, how, options);
  EXPECT_EQ(fits, halving_trials(6));
  EXPECT_EQ(one.trials.size(), static_cast<std::size_t>(fits));
  EXPECT_EQ(one.metric, "rmse");
  EXPECT_EQ(one.rows, 30) << "a quarter of the four fifths that are not set aside for the test";
  ASSERT_GE(one.best, 0);
  for (const Trial& trial : one.trials) {
    if (trial.share == 1) EXPECT_LE(one.score, trial.score);
  }
  EXPECT_TRUE(one.model.has_value());
  options.threads = 2;
  const SearchResult two = search(data, {.trials = 6}, options);
  EXPECT_EQ(two.best, one.best);
  ASSERT_EQ(two.trials.size(), one.trials.size());
  for (std::size_t i = 0; i < one.trials.size(); ++i) EXPECT_EQ(two.trials[i].score, one.trials[i].score);
}

TEST(TrainSearch, ARowThatIsSetAsideForTheTestDecidesNothing) {
  Dataset data = bent(100);
  const FitOptions options{.epochs = 3, .threads = 1};
  const SearchResult before = search(data, {.trials = 3}, options);
  // Other targets in the test rows.
  std::vector<double> y;
  const Column& target = data.table.column("y");
  for (std::int64_t i = 0; i < 100; ++i) y.push_back(target.numbers[static_cast<std::size_t>(i)]);
  for (const std::int64_t row : split(100, options.test_fraction, options.seed).second)
    y[static_cast<std::size_t>(row)] = 99;
  data.table = Table({data.table.column("a"), data.table.column("b"), data.table.column("c"), numeric_column("y", y)});
  const SearchResult after = search(data, {.trials = 3}, options);
  EXPECT_EQ(after.best, before.best);
  EXPECT_EQ(after.score, before.score);
}

TEST(TrainSearch, StoppedItKeepsTheBestSoFar) {
  int ended = 0;
  SearchOptions how{.trials = 5, .on_end = [&](const Candidate&, const Trial&) { ++ended; }};
  how.callbacks = [&](const Candidate&, const Trial&) {
    return std::vector<Callback>{{.on_epoch = [&](const Progress&) { return ended < 3; }}};
  };
  const SearchResult found = search(bent(80), how, {.epochs = 3, .threads = 1});
  EXPECT_TRUE(found.interrupted);
  EXPECT_EQ(found.trials.size(), 3u);
  EXPECT_TRUE(found.model.has_value());
  for (const Trial& trial : found.trials) EXPECT_LE(found.score, trial.score);
}

TEST(TrainSearch, Refuses) {
  EXPECT_EQ(error_of([] { search(bent(80), {.trials = 0}); }),
            "a search of 0 trials is asked for; at least 1 is needed");
  EXPECT_NE(error_of([] { search(bent(12)); }).find("rows to search with; at least 14 are needed"), std::string::npos);
}

}  // namespace
}  // namespace ansatz
