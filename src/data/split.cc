#include "data/split.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "base/fail.h"
#include "base/random.h"

namespace ansatz {
namespace {

/// How many of `count` rows go to the second side: all classes' shares are rounded so that they add up (each class takes what
/// the running total has room for).
struct Shares {
  double fraction;
  double wanted = 0;
  std::int64_t given = 0;

  std::int64_t next(std::int64_t count) {
    wanted += fraction * static_cast<double>(count);
    const std::int64_t share = std::clamp<std::int64_t>(std::llround(wanted) - given, 0, count);
    given += share;
    return share;
  }
};

}  // namespace

std::vector<std::int64_t> shuffled(std::int64_t count, std::uint64_t seed, std::uint64_t stream) {
  std::vector<std::int64_t> order(static_cast<std::size_t>(count));
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
  if (!classes.empty() && static_cast<std::int64_t>(classes.size()) != rows)
    fail("a split of {} rows got the classes of {}", rows, classes.size());
  // "split" as a stream of its own, so that a model's random numbers with the same seed are others.
  const std::vector<std::int64_t> order = shuffled(rows, seed, 0x73706C6974);

  Split result;
  if (classes.empty()) {
    std::int64_t share = std::llround(fraction * static_cast<double>(rows));
    if (rows >= 2 && fraction > 0 && fraction < 1) share = std::clamp<std::int64_t>(share, 1, rows - 1);
    result.second.assign(order.begin(), order.begin() + share);
    result.first.assign(order.begin() + share, order.end());
  } else {
    std::map<std::int32_t, std::vector<std::int64_t>> groups;
    for (const std::int64_t row : order) groups[classes[static_cast<std::size_t>(row)]].push_back(row);
    Shares shares{fraction};
    for (const auto& [code, group] : groups) {
      const auto count = static_cast<std::int64_t>(group.size());
      std::int64_t share = shares.next(count);
      if (share == count && fraction < 1) share -= 1;
      if (share == 0 && code == groups.rbegin()->first && result.second.empty() && fraction > 0 && count > 1) share = 1;
      result.second.insert(result.second.end(), group.begin(), group.begin() + share);
      result.first.insert(result.first.end(), group.begin() + share, group.end());
    }
  }
  std::sort(result.first.begin(), result.first.end());
  std::sort(result.second.begin(), result.second.end());
  return result;
}

}  // namespace ansatz
