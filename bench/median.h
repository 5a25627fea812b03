// Timing for the benchmark programs.
#pragma once

#include <algorithm>
#include <chrono>
#include <vector>

namespace bench {

/// Seconds a call: the median over blocks of calls, each block at least 20 ms.
template <class F>
double median_seconds(F f, int blocks = 15) {
  using Clock = std::chrono::steady_clock;
  auto seconds = [&](long calls) {
    const auto begin = Clock::now();
    for (long i = 0; i < calls; ++i) f();
    return std::chrono::duration<double>(Clock::now() - begin).count();
  };
  long calls = 1;
  while (seconds(calls) < 0.02) calls *= 2;
  std::vector<double> times;
  for (int i = 0; i < blocks; ++i) times.push_back(seconds(calls) / calls);
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

}  // namespace bench
