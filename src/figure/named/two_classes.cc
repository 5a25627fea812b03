// Two classes apart: by a line, by a line over composite features, by a network.
#include <fmt/format.h>

#include <cmath>

#include "ansatz/chart.h"
#include "ansatz/figure.h"
#include "ansatz/losses.h"
#include "ansatz/nn.h"
#include "ansatz/optimizers.h"
#include "ansatz/run.h"
#include "figure/classes.h"
#include "figure/seeded.h"

namespace ansatz {
namespace {

using figure::ClassRows;

constexpr int rows = 160, steps = 2500;
constexpr std::pair<double, double> range = {-2, 2};

// Rows over the whole square; the class is the sign of `side`, a few of them by chance the other one.
ClassRows apart(const std::function<double(double, double)>& side, std::int64_t seed, double noise) {
  const auto places = to_vector<double>(random_uniform(random_key(seed, 1), {2 * rows}));
  const auto error = to_vector<double>(random_normal(random_key(seed, 2), {rows}));
  ClassRows result;
  for (int i = 0; i < rows; ++i) {
    const double x = 4 * places[2 * i] - 2, y = 4 * places[2 * i + 1] - 2;
    result.add(x, y, side(x, y) + noise * error[i] > 0 ? 1 : 0);
  }
  return result;
}

// Two arms that wind around each other.
ClassRows spirals(std::int64_t seed) {
  const auto error = to_vector<double>(random_normal(random_key(seed, 3), {2 * rows}));
  ClassRows result;
  for (int i = 0; i < rows; ++i) {
    const double along = static_cast<double>(i / 2) / (rows / 2), radius = 0.25 + 1.6 * along, angle = 9 * along + (i % 2) * std::acos(-1.0);
    result.add(radius * std::cos(angle) + 0.05 * error[2 * i], radius * std::sin(angle) + 0.05 * error[2 * i + 1], i % 2);
  }
  return result;
}

// A line over x₁, x₂ and further features of them.
Architecture line_over(const std::function<std::vector<Array>(const Array&, const Array&)>& more) {
  return [more](Scope s, const Array& x) {
    const Array x1 = slice(x, 1, 0, 1), x2 = slice(x, 1, 1, 2);
    std::vector<Array> features = {x1, x2};
    for (const Array& feature : more(x1, x2)) features.push_back(feature);
    return linear(s, concatenate(features, 1), 1);
  };
}

Picture draw(std::int64_t seed, const Words& say) {
  struct Setup {
    std::string title;
    ClassRows rows;
    Architecture network;
  };
  const auto network = [](const std::string& text) { return architecture(text, 1); };
  const auto nothing = [](const Array&, const Array&) { return std::vector<Array>{}; };
  const ClassRows line = apart([](double x, double y) { return 0.9 * x + 0.7 * y - 0.2; }, seed, 0.3),
                  curve = apart([](double x, double y) { return y - 0.9 * x * x + 0.8; }, seed + 1, 0.2),
                  cube = apart([](double x, double y) { return y - 0.8 * x * x * x + 1.4 * x; }, seed + 2, 0.2),
                  wave = apart([](double x, double y) { return y - std::cos(3 * x); }, seed + 3, 0.2),
                  arms = spirals(seed);
  const std::vector<Setup> setups = {
      {say("line", "直线"), line, line_over(nothing)},
      {say("curve: the line fails", "曲线：直线不够用"), curve, line_over(nothing)},
      {say("with x₁²", "加 x₁²"), curve, line_over([](const Array& a, const Array&) { return std::vector<Array>{square(a)}; })},
      {say("with x₁², x₁³", "加 x₁²、x₁³"), cube,
       line_over([](const Array& a, const Array&) { return std::vector<Array>{square(a), square(a) * a}; })},
      {say("with cos 3x₁", "加 cos 3x₁"), wave,
       line_over([](const Array& a, const Array&) { return std::vector<Array>{cos(3.0 * a)}; })},
      {say("same, 8 tanh units", "同样数据，8 个 tanh 单元"), wave, network("mlp:8,activation=tanh")},
      {say("two spirals: 16 units", "双螺旋：16 个单元"), arms, network("mlp:16,activation=tanh")},
      {say("two layers of 16", "两层，各 16 个"), arms, network("mlp:16,16,activation=tanh")}};
  Chart chart = {.title = say("Two classes apart: line, curve, surface", "两类的分界：直线、曲线、曲面"),
                 .notes = {fmt::format(fmt::runtime(say("{} rows each; the number is the share of rows on the right side, on the rows "
                                                        "themselves. {} steps of Adam.",
                                                        "每图 {} 行；数字为落在正确一侧的行所占比例（训练数据上）。Adam {} 步。")),
                                       rows, steps)},
                 .legend = {{say("class 0", "类别 0"), 0, Mark::points}, {say("class 1", "类别 1"), 1, Mark::points}, {say("border", "分界"), 7}},
                 .columns = 3,
                 .panel_width = 300,
                 .panel_height = 290};
  for (const Setup& setup : setups) {
    figure::Learner learner(setup.network, binary_cross_entropy(), setup.rows.features(), setup.rows.targets(),
                            adam({.learning_rate = 0.02}), seed);
    learner.train(steps);
    const double share = figure::accuracy(learner.predict(setup.rows.features()), setup.rows.classes);
    chart.panels.push_back(figure::region_panel(fmt::format("{}: {:.1f} %", setup.title, 100 * share), learner, setup.rows, range, range));
    if (&setup != &setups.back()) continue;
    // The last one once more: what stands above the plane is the probability of class 1.
    constexpr int side = 31;
    ChartSurface surface{.columns = side, .rows = side, .z_range = {0, 1}};
    for (const double logit : learner.predict(figure::grid_places(side, side, range, range, false)))
      surface.heights.push_back(1 / (1 + std::exp(-logit)));
    chart.panels.push_back({.title = say("its surface: probability of class 1", "它的曲面：类别 1 的概率"),
                            .x_label = "x₁",
                            .y_label = "x₂",
                            .x_range = range,
                            .y_range = range,
                            .surface = surface});
  }
  return chart;
}

}  // namespace

Figure two_classes_figure_from(Settings& settings) {
  return figure::seeded(settings, "classes apart by lines, by features, by networks", draw);
}

}  // namespace ansatz
