// Any curve as a sum of start functions: c₁ f(w₁ x + b₁) + … + cₙ f(wₙ x + bₙ) + b, with each piece.
#include <fmt/format.h>

#include <cmath>

#include "ansatz/chart.h"
#include "ansatz/figure.h"
#include "ansatz/losses.h"
#include "ansatz/nn.h"
#include "ansatz/optimizers.h"
#include "ansatz/run.h"
#include "figure/curves.h"
#include "figure/learner.h"
#include "figure/spread.h"
#include "figure/seeded.h"

namespace ansatz {
namespace {

constexpr int points = 241, steps = 10000;
constexpr double range = 3;

// Rises, falls and bends without any rule.
double target(double x) { return std::sin(1.9 * x) + 0.45 * x + 0.6 * std::exp(-4 * (x - 1) * (x - 1)) - 0.3 * std::cos(5 * x); }

ChartPanel panel_of(const std::string& activation, std::int64_t units, std::int64_t seed, const Words& say) {
  const std::vector<double> x = to_vector<double>(linspace(-range, range, points));
  std::vector<double> y;
  for (const double at : x) y.push_back(target(at));
  figure::Learner learner(figure::spread_units(activation, units, range), mse, figure::column(x), figure::column(y),
                          l2_penalty(adam({.learning_rate = 0.01}), 3e-5), seed);
  learner.train(steps);
  const std::vector<double> sum = learner.predict(figure::column(x));
  ChartPanel panel = {.title = fmt::format(fmt::runtime(say("{} × {}: error {:.3f}", "{} × {}：误差 {:.3f}")), units,
                                           activation, figure::root_mean_square(sum, y)),
                      .x_label = "x",
                      .x_range = {{-range, range}},
                      .y_range = {{-3, 3}}};
  // The pieces: column j of f(w x + b), [points, n], times c.
  const NamedArrays parameters = learner.parameters();
  const auto recording = std::make_shared<Recording>();
  recording->purpose = Recording::Purpose::inference;
  const Array hidden = figure::column(x) * reshape(parameters.at("0.weight"), {1, units}) + parameters.at("0.bias");
  const Array pieces = ansatz::activation(activation)(Scope(recording), hidden) * parameters.at("1.weight");
  constexpr int colors[] = {0, 2, 3, 5, 6, 4};
  for (std::int64_t j = 0; j < units; ++j)
    panel.series.push_back({x, to_vector<double>(select(pieces, 1, j)), units > 6 ? 0 : colors[j]});
  panel.series.push_back({x, y, 7, Mark::dashed});
  panel.series.push_back({x, sum, 1});
  return panel;
}

Picture draw(std::int64_t seed, const Words& say) {
  Chart chart = {.title = say("Any curve as a sum of start functions", "用启动函数之和拟合任意曲线"),
                 .legend = {{say("target", "目标"), 7, Mark::dashed}, {say("each piece", "每个启动函数"), 0}, {say("their sum", "它们的和"), 1}},
                 .columns = 4,
                 .panel_width = 275,
                 .panel_height = 200};
  for (const char* activation : {"hard_sigmoid", "sigmoid", "relu"})
    for (const std::int64_t units : {1, 3, 6, 20}) chart.panels.push_back(panel_of(activation, units, seed, say));
  return chart;
}

}  // namespace

Figure start_functions_figure_from(Settings& settings) {
  return figure::seeded(settings, "any curve as a sum of hard sigmoids, sigmoids or ReLUs", draw);
}

}  // namespace ansatz
