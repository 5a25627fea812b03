#include "base/threads.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

namespace ansatz {
namespace {

TEST(Threads, EveryPartRunsOnceAndWorkersNeverShareAnIndex) {
  for (int threads : {1, 2, 3, 8}) {
    for (int parts : {0, 1, 2, 3, 7, 64, 1000}) {
      std::vector<std::atomic<int>> runs(parts);
      std::vector<std::atomic<int>> inside(threads);
      std::atomic<bool> shared{false};
      parallel(parts, threads, [&](int part, int worker) {
        ASSERT_LT(worker, threads);
        if (inside[worker].fetch_add(1) != 0) shared = true;
        runs[part].fetch_add(1);
        inside[worker].fetch_sub(1);
      });
      for (int part = 0; part < parts; ++part) EXPECT_EQ(runs[part], 1) << "part " << part << " of " << parts;
      EXPECT_FALSE(shared);
    }
  }
}

TEST(Threads, PlainWritesOfPartsAreSeenByTheCaller) {
  std::vector<int> values(64);
  for (int round = 0; round < 2000; ++round) {
    parallel(64, 4, [&](int part, int) { values[part] += part + round; });
    const int expected = 5 * (round + 1) + round * (round + 1) / 2;
    ASSERT_EQ(values[5], expected);
  }
}

TEST(Threads, WorksAfterTheWorkersParked) {
  for (int round = 0; round < 20; ++round) {
    std::atomic<int> sum{0};
    parallel(16, 3, [&](int part, int) {
      sum += part;
      if (part % 4 == 0) std::this_thread::sleep_for(std::chrono::microseconds(200));
    });
    EXPECT_EQ(sum, 120);
    std::this_thread::sleep_for(std::chrono::microseconds(500));
  }
}

TEST(Threads, NestedCallsRunOnTheCaller) {
  std::atomic<int> sum{0};
  parallel(8, 4, [&](int, int) {
    const auto self = std::this_thread::get_id();
    parallel(8, 4, [&](int part, int worker) {
      EXPECT_EQ(worker, 0);
      EXPECT_EQ(std::this_thread::get_id(), self);
      sum += part;
    });
  });
  EXPECT_EQ(sum, 8 * 28);
}

TEST(Threads, CallsFromSeveralThreadsAtOnce) {
  std::vector<std::thread> callers;
  std::atomic<int> sum{0};
  for (int i = 0; i < 4; ++i)
    callers.emplace_back([&] {
      for (int round = 0; round < 300; ++round) parallel(10, 3, [&](int part, int) { sum += part; });
    });
  for (auto& caller : callers) caller.join();
  EXPECT_EQ(sum, 4 * 300 * 45);
}

TEST(Threads, AnExceptionReachesTheCallerAndThePoolGoesOn) {
  for (int threads : {1, 2, 4}) {
    try {
      parallel(32, threads, [](int part, int) {
        if (part == 5) throw std::runtime_error("part five");
      });
      FAIL() << "nothing was thrown";
    } catch (const std::runtime_error& error) {
      EXPECT_STREQ(error.what(), "part five");
    }
    std::atomic<int> runs{0};
    parallel(32, threads, [&](int, int) { ++runs; });
    EXPECT_EQ(runs, 32);
  }
}

TEST(Threads, ThereIsAtLeastOneCpu) { EXPECT_GE(default_threads(), 1); }

}  // namespace
}  // namespace ansatz
