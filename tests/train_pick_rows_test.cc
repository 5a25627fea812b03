#include "train/pick_rows.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace ansatz {
namespace {

TEST(PickRows, AreTheRowsForAnySizeAndNumberOfThreads) {
  const unsigned seed = 11;
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  for (const std::int64_t width : {1, 7, 16, 784}) {
    for (const std::int64_t count : {0, 1, 3, 128}) {
      constexpr std::int64_t available = 200;
      std::vector<float> from(static_cast<std::size_t>(available * width));
      for (float& x : from) x = static_cast<float>(random() % 1000);
      std::vector<std::int64_t> rows(static_cast<std::size_t>(count));
      for (std::int64_t& row : rows) row = random() % available;
      for (const int threads : {1, 2, 3, 0}) {
        std::vector<float> to(static_cast<std::size_t>(count * width) + 1, -1);
        pick_rows(from.data(), width, rows, to.data(), threads);
        for (std::int64_t i = 0; i < count * width; ++i)
          ASSERT_EQ(to[i], from[rows[i / width] * width + i % width]) << width << " " << count << " " << threads;
        EXPECT_EQ(to.back(), -1) << "something was written behind the last row";
      }
    }
  }
}

}  // namespace
}  // namespace ansatz
