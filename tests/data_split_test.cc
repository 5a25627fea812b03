#include "ansatz/split.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "ansatz/error.h"
#include "base/random.h"
#include "tests/error_of.h"

using namespace ansatz;

namespace {

using Rows = std::vector<std::int64_t>;

TEST(Split, IsReproducibleAndComplete) {
  const Split one = split(1000, 0.2, 42), same = split(1000, 0.2, 42), other = split(1000, 0.2, 43);
  EXPECT_EQ(one.second.size(), 200u);
  EXPECT_EQ(one.first, same.first);
  EXPECT_EQ(one.second, same.second);
  EXPECT_NE(one.second, other.second);
  Rows all = one.first;
  all.insert(all.end(), one.second.begin(), one.second.end());
  std::sort(all.begin(), all.end());
  Rows every(1000);
  std::iota(every.begin(), every.end(), 0);
  EXPECT_EQ(all, every);
  // The same on every machine, forever: models are compared by their splits.
  EXPECT_EQ(split(12, 0.25, 7).second, (Rows{1, 3, 11}));
}

TEST(Split, Edges) {
  EXPECT_EQ(split(0, 0.5, 1).first.size(), 0u);
  EXPECT_EQ(split(1, 0.5, 1).first.size() + split(1, 0.5, 1).second.size(), 1u);
  EXPECT_EQ(split(2, 0.01, 1).second.size(), 1u);
  EXPECT_EQ(split(2, 0.99, 1).first.size(), 1u);
  EXPECT_EQ(split(5, 0, 1).second.size(), 0u);
  EXPECT_EQ(split(5, 1, 1).first.size(), 0u);
  EXPECT_EQ(error_of([] { split(5, 1.5, 1); }), "a split's fraction is 1.5; it must lie between 0 and 1");
  EXPECT_EQ(error_of([] { split(5, 0.5, 1, {0, 1}); }), "a split of 5 rows got the classes of 2");
}

TEST(Split, ClassesAreDividedInProportion) {
  std::vector<std::int32_t> classes;
  for (int i = 0; i < 100; ++i) classes.push_back(i < 80 ? 0 : i < 98 ? 1 : 2);
  const Split result = split(100, 0.2, 5, classes);
  std::vector<int> counts(3);
  for (const std::int64_t row : result.second)
    ++counts[static_cast<std::size_t>(classes[static_cast<std::size_t>(row)])];
  EXPECT_EQ(counts[0], 16);
  EXPECT_NEAR(counts[1], 3.6, 0.5);
  EXPECT_LE(counts[2], 1);
  EXPECT_EQ(result.second.size(), 20u);
}

TEST(Split, NeitherSideOfFewRowsIsEmpty) {
  const std::uint64_t seed = 3;
  SCOPED_TRACE(seed);
  for (std::uint64_t trial = 0; trial < 500; ++trial) {
    const auto dice = random_words(seed, trial, 0);
    std::vector<std::int32_t> classes;
    for (std::uint32_t row = 0; row < 2 + dice[0] % 6; ++row)
      classes.push_back(static_cast<std::int32_t>(random_words(seed, trial, 1 + row)[0] % (1 + dice[1] % 4)));
    const double fraction = 0.01 + 0.98 * dice[2] / 4294967296.0;
    const auto rows = static_cast<std::int64_t>(classes.size());
    const Split result = split(rows, fraction, trial, classes);
    SCOPED_TRACE(fmt::format("trial {}: {} at {}", trial, fmt::join(classes, " "), fraction));
    EXPECT_FALSE(result.first.empty());
    EXPECT_FALSE(result.second.empty());
    std::map<std::int32_t, std::int64_t> all, second;
    for (const std::int32_t code : classes) ++all[code];
    for (const std::int64_t row : result.second) ++second[classes[static_cast<std::size_t>(row)]];
    for (const auto& [code, count] : all) {
      EXPECT_LE(std::abs(static_cast<double>(second[code]) - fraction * static_cast<double>(count)), 1);
      EXPECT_TRUE(count < 2 || second[code] < count) << "class " << code << " is wholly in the second part";
    }
  }
  EXPECT_EQ(split(2, 0.1, 1, {0, 1}).second.size(), 1u);
  EXPECT_EQ(split(2, 0.9, 1, {0, 1}).second.size(), 1u);
}

TEST(Folds, EveryRowOnceAndClassesInProportion) {
  const std::uint64_t seed = 7;
  SCOPED_TRACE(seed);
  for (std::uint64_t trial = 0; trial < 200; ++trial) {
    const auto dice = random_words(seed, trial, 0);
    const int count = 2 + static_cast<int>(dice[0] % 6);
    const auto rows = static_cast<std::int64_t>(count + dice[1] % 60);
    std::vector<std::int32_t> classes;
    if (dice[2] % 4 > 0)
      for (std::int64_t row = 0; row < rows; ++row)
        classes.push_back(
            static_cast<std::int32_t>(random_words(seed, trial, 1 + static_cast<std::uint64_t>(row))[0] % 3));
    SCOPED_TRACE(fmt::format("trial {}: {} rows, {} folds", trial, rows, count));
    const auto parts = folds(rows, count, trial, classes);
    EXPECT_EQ(parts, folds(rows, count, trial, classes));
    ASSERT_EQ(parts.size(), static_cast<std::size_t>(count));
    Rows all;
    std::map<std::int32_t, std::pair<std::int64_t, std::int64_t>> least_and_most;
    std::size_t smallest = parts[0].size(), largest = smallest;
    for (const Rows& part : parts) {
      EXPECT_TRUE(std::is_sorted(part.begin(), part.end()));
      all.insert(all.end(), part.begin(), part.end());
      smallest = std::min(smallest, part.size());
      largest = std::max(largest, part.size());
      std::vector<std::int64_t> counts(3);
      if (!classes.empty())
        for (const std::int64_t row : part) ++counts[static_cast<std::size_t>(classes[static_cast<std::size_t>(row)])];
      for (std::int32_t code = 0; code < 3; ++code) {
        auto& [least, most] = least_and_most.try_emplace(code, rows, 0).first->second;
        least = std::min(least, counts[static_cast<std::size_t>(code)]);
        most = std::max(most, counts[static_cast<std::size_t>(code)]);
      }
    }
    std::sort(all.begin(), all.end());
    Rows every(static_cast<std::size_t>(rows));
    std::iota(every.begin(), every.end(), 0);
    EXPECT_EQ(all, every);
    EXPECT_LE(largest - smallest, 1u);
    for (const auto& [code, range] : least_and_most) EXPECT_LE(range.second - range.first, 1) << "class " << code;
  }
  // The same on every machine, forever.
  EXPECT_EQ(folds(12, 3, 1)[0], (Rows{0, 1, 2, 6}));
  EXPECT_NE(folds(50, 5, 1), folds(50, 5, 2));
  EXPECT_EQ(error_of([] { folds(5, 1, 0); }), "1 folds are asked for; cross-validation needs at least 2");
  EXPECT_EQ(error_of([] { folds(5, 6, 0); }), "6 folds are asked for, but there are 5 rows");
}

TEST(Split, ShufflesAreUniform) {
  std::vector<int> first(5);
  for (std::uint64_t seed = 0; seed < 5000; ++seed) ++first[static_cast<std::size_t>(shuffled(5, seed)[0])];
  for (const int count : first) EXPECT_NEAR(count, 1000, 120);  // four standard deviations
}

}  // namespace
