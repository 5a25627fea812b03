// The learning curve: readable XML whatever the history holds.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "ansatz/error.h"
#include "ansatz/figure.h"
#include "figure/axis.h"
#include "figure/svg.h"

namespace ansatz {
namespace {

std::vector<Progress> history_of(const std::vector<double>& losses, const std::vector<double>& metrics) {
  std::vector<Progress> history;
  for (std::size_t i = 0; i < losses.size(); ++i)
    history.push_back({.epoch = static_cast<int>(i + 1),
                       .epochs = static_cast<int>(losses.size()),
                       .training_loss = losses[i],
                       .validation = metrics[i],
                       .metric = "mae",
                       .best = i == 1});
  return history;
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(LearningCurve, ShowsBothCurvesAndTheBestEpoch) {
  const std::string svg = learning_curve_svg(history_of({3, 2, 1}, {30000, 15942.4, 20000}), {.title = "houses", .unit = "price"});
  EXPECT_TRUE(contains(svg, ">houses</text>"));
  EXPECT_TRUE(contains(svg, "class=\"loss\""));
  EXPECT_TRUE(contains(svg, "class=\"metric\""));
  EXPECT_TRUE(contains(svg, ">validation MAE (price)</text>"));
  EXPECT_TRUE(contains(svg, ">best: epoch 2, MAE 15,942</text>"));
  EXPECT_FALSE(contains(svg, "logarithmic"));
}

TEST(LearningCurve, MarksTheEpochThatWasKept) {
  const std::vector<Progress> history = history_of({3, 2, 1}, {3, 1.5, 2});
  EXPECT_TRUE(contains(learning_curve_svg(history, {.kept_epoch = 3}), ">kept: epoch 3, MAE 2.000</text>"));
  EXPECT_TRUE(contains(learning_curve_svg(history, {.kept_epoch = 2}), ">best: epoch 2, MAE 1.500</text>"));
}

TEST(LearningCurve, IsLogarithmicBeyondTwoDecades) {
  EXPECT_TRUE(contains(learning_curve_svg(history_of({300, 2, 1}, {3, 2, 1})), "training loss, logarithmic"));
  EXPECT_FALSE(contains(learning_curve_svg(history_of({300, 2, 0}, {3, 2, 1})), "training loss, logarithmic"));
}

TEST(LearningCurve, LeavesOutWhatIsNotFinite) {
  const double nan = std::nan(""), infinity = std::numeric_limits<double>::infinity();
  for (const auto& values : {std::vector<double>{nan, nan, nan}, {infinity, -infinity, 1}, {nan, 1, 2}, {0, 0, 0}, {1e308, -1e308, 0}}) {
    const std::string svg = learning_curve_svg(history_of(values, values));
    EXPECT_FALSE(contains(svg, "nan")) << svg;
    EXPECT_FALSE(contains(svg, "inf")) << svg;
    EXPECT_TRUE(contains(svg, "</svg>"));
  }
}

TEST(LearningCurve, DrawsShortAndLongHistories) {
  EXPECT_TRUE(contains(learning_curve_svg({}), "</svg>"));
  EXPECT_TRUE(contains(learning_curve_svg(history_of({1}, {1})), "loss-dot"));
  EXPECT_LT(learning_curve_svg(history_of(std::vector<double>(100000, 1.5), std::vector<double>(100000, 2.5))).size(), 80000u);
}

TEST(LearningCurve, SaysWhereItCannotBeWritten) {
  EXPECT_THROW(save_learning_curve("/nowhere/at/all.svg", {}), Error);
}

TEST(Axis, HasRoundTicks) {
  const figure::Axis axis = figure::axis_of({0.02, 0.9});
  std::vector<std::string> labels;
  for (const figure::Tick& tick : axis.ticks) labels.push_back(tick.label);
  EXPECT_EQ(labels, (std::vector<std::string>{"0.0", "0.2", "0.4", "0.6", "0.8"}));
  EXPECT_EQ(figure::number_text(1234567, 0), "1,234,567");
  EXPECT_EQ(figure::number_text(-1234.5, 1), "-1,234.5");
  EXPECT_EQ(figure::number_text(999, 0), "999");
}

TEST(Svg, EscapesText) {
  EXPECT_EQ(figure::escaped("a<b> & \"c\"\n\xff"), "a&lt;b&gt; &amp; &quot;c&quot; ?");
  EXPECT_EQ(figure::escaped("房价"), "房价");
  EXPECT_EQ(figure::escaped("abcdef", 3), "abc…");
}

}  // namespace
}  // namespace ansatz
