// Ridge regressions with parts left out, against scikit-learn's (tests/golden/ridge.txt).
#include "train/ridge.h"

#include <gtest/gtest.h>

#include "tests/golden.h"

namespace ansatz {
namespace {

TEST(Ridge, LinesAgreeWithScikitLearn) {
  const Golden golden("ridge");
  for (const std::string name : {"clear", "noisy", "few"}) {
    SCOPED_TRACE(name);
    const GoldenArray& x = golden[name + ".x"];
    const GoldenArray& expected = golden[name + ".weights"];
    const auto members = static_cast<int>(expected.shape[0]),
               folds = static_cast<int>(golden[name + ".folds"].values[0]);
    const std::int64_t width = x.shape[1];
    const std::vector<RidgeLine> lines =
        ridge_lines(x.floats().data(), x.shape[0], width, golden[name + ".y"].values, folds, members);
    ASSERT_EQ(static_cast<int>(lines.size()), members);
    for (int part = 0; part < members; ++part) {
      SCOPED_TRACE(part);
      ASSERT_EQ(static_cast<std::int64_t>(lines[part].weights.size()), width);
      for (std::int64_t j = 0; j < width; ++j) {
        const double weight = expected.values[part * width + j];
        EXPECT_NEAR(lines[part].weights[j], weight, 1e-6 * std::max(1.0, std::abs(weight)));
      }
      const double bias = golden[name + ".bias"].values[part];
      EXPECT_NEAR(lines[part].bias, bias, 1e-6 * std::max(1.0, std::abs(bias)));
    }
  }
}

TEST(Ridge, AConstantFeatureHasNoWeight) {
  std::vector<float> x;
  std::vector<double> y;
  for (int i = 0; i < 24; ++i) {
    x.insert(x.end(), {static_cast<float>(i), 3.0f, i == 5 ? 1.0f : 0.0f});  // the last one is constant without part 1
    y.push_back(2.0 * i + 1);
  }
  const std::vector<RidgeLine> lines = ridge_lines(x.data(), 24, 3, y, 4, 4);
  ASSERT_EQ(lines.size(), 4u);
  for (const RidgeLine& line : lines) {
    EXPECT_NEAR(line.weights[0], 2, 1e-3);
    EXPECT_NEAR(line.weights[1], 0, 1e-6);
  }
  EXPECT_NEAR(lines[1].weights[2], 0, 1e-6);
}

TEST(Ridge, TooManyFeaturesAreNotWorthTheTime) { EXPECT_TRUE(ridge_lines(nullptr, 0, 513, {}, 4, 4).empty()); }

}  // namespace
}  // namespace ansatz
