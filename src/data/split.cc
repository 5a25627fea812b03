#include "ansatz/split.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "base/fail.h"
#include "base/random.h"

namespace ansatz {
namespace {

// Streams of their own, so that a model's random numbers with the same seed are others.
constexpr std::uint64_t split_stream = 0x73706C6974, folds_stream = 0x666F6C6473;  // "split", "folds"

using Rows = std::vector<std::int64_t>;

/// The rows in the order given, by class; all in one group without classes.
std::map<std::int32_t, Rows> grouped_rows(const Rows& order, const std::vector<std::int32_t>& classes,
                                          const char* what) {
  if (classes.empty()) return {{0, order}};
  if (classes.size() != order.size()) fail("{} {} rows got the classes of {}", what, order.size(), classes.size());
  std::map<std::int32_t, Rows> groups;
  for (const std::int64_t row : order) groups[classes[static_cast<std::size_t>(row)]].push_back(row);
  return groups;
}

/// How many rows of each group go to the second side. They are rounded so that they add up: each group takes what the
/// running total has room for.
std::vector<std::int64_t> shares_of(const std::map<std::int32_t, Rows>& groups, double fraction) {
  std::vector<std::int64_t> shares;
  double wanted = 0;
  std::int64_t given = 0, all = 0, most = 0;
  std::size_t largest = 0;
  for (const auto& [code, group] : groups) {
    const auto count = static_cast<std::int64_t>(group.size());
    if (count > most) most = count, largest = shares.size();
    wanted += fraction * static_cast<double>(count);
    const std::int64_t share = std::clamp<std::int64_t>(std::llround(wanted) - given, 0, count);
    given += share;
    shares.push_back(share > 0 && share == count && fraction < 1 ? share - 1 : share);
    all += count;
  }
  const bool none = std::all_of(shares.begin(), shares.end(), [](std::int64_t share) { return share == 0; });
  if (none && fraction > 0 && all >= 2) shares[largest] = 1;
  return shares;
}

}  // namespace

std::vector<std::int64_t> shuffled(std::int64_t count, std::uint64_t seed, std::uint64_t stream) {
  Rows order(static_cast<std::size_t>(count));
  std::iota(order.begin(), order.end(), 0);
  for (std::size_t last = order.size(); last > 1; --last) {
    // 64 random bits scaled to [0, last); the bias of at most last / 2⁶⁴ is nothing.
    const auto words = random_words(seed, stream, last);
    const std::uint64_t bits = std::uint64_t{words[0]} << 32 | words[1];
    const auto pick = static_cast<std::size_t>(static_cast<unsigned __int128>(bits) * last >> 64);
    std::swap(order[last - 1], order[pick]);
  }
  return order;
}

Split split(std::int64_t rows, double fraction, std::uint64_t seed, const std::vector<std::int32_t>& classes) {
  if (!(fraction >= 0 && fraction <= 1)) fail("a split's fraction is {}; it must lie between 0 and 1", fraction);
  const auto groups = grouped_rows(shuffled(rows, seed, split_stream), classes, "a split of");
  const std::vector<std::int64_t> shares = shares_of(groups, fraction);
  Split result;
  auto share = shares.begin();
  for (const auto& [code, group] : groups) {
    const auto end = group.begin() + *share++;
    result.second.insert(result.second.end(), group.begin(), end);
    result.first.insert(result.first.end(), end, group.end());
  }
  std::sort(result.first.begin(), result.first.end());
  std::sort(result.second.begin(), result.second.end());
  return result;
}

std::vector<std::vector<std::int64_t>> folds(std::int64_t rows, int count, std::uint64_t seed,
                                             const std::vector<std::int32_t>& classes) {
  if (count < 2) fail("{} folds are asked for; cross-validation needs at least 2", count);
  if (count > rows) fail("{} folds are asked for, but there are {} rows", count, rows);
  std::vector<Rows> result(static_cast<std::size_t>(count));
  std::size_t next = 0;  // dealt on from class to class, so that the sizes agree too
  for (const auto& [code, group] : grouped_rows(shuffled(rows, seed, folds_stream), classes, "folds of"))
    for (const std::int64_t row : group) result[next++ % result.size()].push_back(row);
  for (Rows& fold : result) std::sort(fold.begin(), fold.end());
  return result;
}

}  // namespace ansatz
