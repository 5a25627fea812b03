// "More than 100 neurons fit any curve", tried on curves that are rougher and rougher.
#include <fmt/format.h>

#include <cmath>

#include "ansatz/chart.h"
#include "ansatz/figure.h"
#include "ansatz/losses.h"
#include "ansatz/optimizers.h"
#include "ansatz/run.h"
#include "figure/curves.h"
#include "figure/learner.h"
#include "figure/spread.h"
#include "figure/seeded.h"

namespace ansatz {
namespace {

constexpr int points = 501, steps = 4000;
constexpr double range = 1;

// A sum of sines of up to `waves` periods over the range, with random phases and a mean square of about 1/2.
std::vector<double> curve(int waves, std::int64_t seed, const std::vector<double>& x) {
  const auto phases = to_vector<double>(random_uniform(random_key(seed, 7), {waves}));
  std::vector<double> y(x.size());
  for (int k = 1; k <= waves; ++k)
    for (std::size_t i = 0; i < x.size(); ++i)
      y[i] += std::sin(std::acos(-1.0) * (k * x[i] + 2 * phases[k - 1])) / std::sqrt(waves);
  return y;
}

// What n pieces can do without any training: straight lines between n + 1 places of the curve.
std::vector<double> joined(int n, int waves, std::int64_t seed, const std::vector<double>& x) {
  std::vector<double> knots;
  for (int i = 0; i <= n; ++i) knots.push_back(range * (2.0 * i / n - 1));
  const std::vector<double> heights = curve(waves, seed, knots);
  std::vector<double> y;
  for (const double at : x) {
    const double place = std::min((at + range) / (2 * range) * n, n - 1e-9);
    const int piece = static_cast<int>(place);
    y.push_back(heights[piece] + (place - piece) * (heights[piece + 1] - heights[piece]));
  }
  return y;
}

Picture draw(std::int64_t seed, const Words& say) {
  const std::vector<double> x = to_vector<double>(linspace(-range, range, points));
  Chart chart = {
      .title = say("Do 100 neurons fit any curve?", "100 个神经元能拟合任意曲线吗？"),
      .notes = {fmt::format(fmt::runtime(say("One hidden layer of hard sigmoids, {} rows without noise, {} steps of Adam. How many are enough depends on "
                                             "the curve.",
                                             "一个 hard sigmoid 隐藏层，{} 行无噪声数据，Adam {} 步。需要多少个取决于曲线。")),
                            points, steps)},
      .legend = {{say("curve", "曲线"), 7},
                 {say("100 trained neurons", "训练后的 100 个神经元"), 1},
                 {say("below: trained", "下：训练"), 0},
                 {say("straight pieces, as many, placed by hand", "同样多的直线段，手工放置"), 2, Mark::dashed}},
      .columns = 4,
      .panel_width = 260,
      .panel_height = 210};
  std::vector<ChartPanel> errors;
  for (const int waves : {1, 4, 16, 64}) {
    const std::vector<double> y = curve(waves, seed, x);
    ChartSeries trained{.color = 0}, placed{.color = 2, .mark = Mark::dashed};
    for (const int neurons : {3, 10, 30, 100, 300}) {
      figure::Learner learner(figure::spread_units("hard_sigmoid", neurons, range), mse, figure::column(x), figure::column(y),
                              adam({.learning_rate = 5e-3}), seed);
      learner.train(steps);
      const std::vector<double> fitted = learner.predict(figure::column(x));
      trained.x.push_back(neurons);
      trained.y.push_back(figure::root_mean_square(fitted, y));
      placed.x.push_back(neurons);
      placed.y.push_back(figure::root_mean_square(joined(neurons, waves, seed, x), y));
      if (neurons == 100)
        chart.panels.push_back({.title = waves == 1 ? say("one wave", "1 个波") : fmt::format(fmt::runtime(say("1 to {} waves", "1 到 {} 个波")), waves),
                                .x_label = "x",
                                .series = {{x, y, 7}, {x, fitted, 1}},
                                .x_range = {{-range, range}},
                                .y_range = {{-3, 3}}});
    }
    errors.push_back({.title = say("error by neurons", "误差与神经元数"),
                      .x_label = say("neurons", "神经元数"),
                      .series = {trained, placed},
                      .x_range = {{3, 300}},
                      .y_range = {{1e-4, 2}},
                      .x_logarithmic = true,
                      .y_logarithmic = true});
  }
  chart.panels.insert(chart.panels.end(), errors.begin(), errors.end());
  return chart;
}

}  // namespace

Figure neurons_figure_from(Settings& settings) {
  return figure::seeded(settings, "whether 100 neurons fit any curve, however rough", draw);
}

}  // namespace ansatz
