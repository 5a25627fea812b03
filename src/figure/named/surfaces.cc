// A surface over two inputs from more and more units, and from more layers.
#include <fmt/format.h>

#include <cmath>

#include "ansatz/chart.h"
#include "ansatz/figure.h"
#include "ansatz/losses.h"
#include "ansatz/optimizers.h"
#include "figure/curves.h"
#include "figure/learner.h"
#include "figure/seeded.h"

namespace ansatz {
namespace {

constexpr int side = 19, steps = 4000;
constexpr std::pair<double, double> range = {-2, 2};

double height(double x, double y) {
  const auto hill = [&](double a, double b, double width) { return std::exp(-((x - a) * (x - a) + (y - b) * (y - b)) / width); };
  return hill(0.9, 0.8, 0.7) - 0.8 * hill(-0.9, -0.7, 0.5) + 0.5 * hill(-1.1, 1.1, 0.4);
}

Picture draw(std::int64_t seed, const Words& say) {
  const Array places = figure::grid_places(side, side, range, range, false);
  std::vector<double> target;
  for (int row = 0; row < side; ++row)
    for (int column = 0; column < side; ++column) {
      const auto at = [](int i) { return range.first + (range.second - range.first) * i / (side - 1); };
      target.push_back(height(at(column), at(row)));
    }
  const auto panel = [](const std::string& title, const std::vector<double>& heights) {
    return ChartPanel{.title = title,
                      .x_label = "x₁",
                      .y_label = "x₂",
                      .x_range = range,
                      .y_range = range,
                      .surface = ChartSurface{.columns = side, .rows = side, .heights = heights, .z_range = {-1, 1}}};
  };
  Chart chart = {.title = say("Surfaces: two inputs, more units, more layers", "曲面：两个输入，更多单元，更多层"),
                 .notes = {fmt::format(fmt::runtime(say("m inputs and n units are one matrix product: y = c · σ(W x + b). Sigmoids, {} steps of "
                                                        "Adam; the number is the root of the mean squared error.",
                                                        "m 个输入、n 个单元就是一次矩阵乘法：y = c · σ(W x + b)。sigmoid，Adam {} 步；数字为均方根误差。")),
                                       steps)},
                 .columns = 3,
                 .panel_width = 320,
                 .panel_height = 290};
  chart.panels.push_back(panel(say("target", "目标"), target));
  const std::vector<std::pair<std::string, std::string>> networks = {{say("1 unit", "1 个单元"), "1"},
                                                                      {say("4 units", "4 个单元"), "4"},
                                                                      {say("16 units", "16 个单元"), "16"},
                                                                      {say("two layers of 6", "两层，各 6 个"), "6,6"},
                                                                      {say("three layers of 5", "三层，各 5 个"), "5,5,5"}};
  for (const auto& [title, widths] : networks) {
    figure::Learner learner(architecture("mlp:" + widths + ",activation=sigmoid", 1), mse, places, figure::column(target),
                            adam({.learning_rate = 0.02}), seed);
    learner.train(steps);
    const std::vector<double> fitted = learner.predict(places);
    chart.panels.push_back(
        panel(fmt::format("{}: {:.3f}", title, figure::root_mean_square(fitted, target)), fitted));
  }
  return chart;
}

}  // namespace

Figure surfaces_figure_from(Settings& settings) {
  return figure::seeded(settings, "a surface from more and more units and layers", draw);
}

}  // namespace ansatz
