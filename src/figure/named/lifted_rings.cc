// Two rings that no line parts: lifted by x₁² + x₂² into three dimensions, a plane does.
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

constexpr int rows = 160, steps = 3000;
constexpr std::pair<double, double> range = {-2, 2}, heights = {0, 4};

Picture draw(std::int64_t seed, const Words& say) {
  const auto noise = to_vector<double>(random_normal(random_key(seed, 1), {rows}));
  figure::ClassRows rings;
  for (int i = 0; i < rows; ++i) {
    const double radius = (i % 2 == 0 ? 0.8 : 1.6) + 0.1 * noise[i], angle = 2 * std::acos(-1.0) * i / rows;
    rings.add(radius * std::cos(angle), radius * std::sin(angle), i % 2);
  }
  const Architecture line = [](Scope s, const Array& x) { return linear(s, x, 1); };
  const Architecture plane = [](Scope s, const Array& x) {
    return linear(s, concatenate({x, sum(square(x), {1}, true)}, 1), 1);
  };
  const auto learned = [&](const Architecture& network) {
    auto learner = std::make_unique<figure::Learner>(network, binary_cross_entropy(), rings.features(), rings.targets(),
                                                     adam({.learning_rate = 0.03}), seed);
    learner->train(steps);
    return learner;
  };
  const auto flat = learned(line), lifted = learned(plane);
  const auto titled = [&](const std::string& title, figure::Learner& learner) {
    return fmt::format("{}: {:.1f} %", title, 100 * figure::accuracy(learner.predict(rings.features()), rings.classes));
  };
  // Where the plane w₁x₁ + w₂x₂ + w₃z + b = 0 lies above (x₁, x₂).
  const NamedArrays parameters = lifted->parameters();
  const auto w = to_vector<double>(parameters.at("weight")), b = to_vector<double>(parameters.at("bias"));
  constexpr int side = 9;
  ChartPanel panel = {.title = say("lifted: z = x₁² + x₂², and a plane", "升维：z = x₁² + x₂²，与一个平面"),
                      .x_label = "x₁",
                      .y_label = "x₂",
                      .x_range = range,
                      .y_range = range,
                      .surface = ChartSurface{.columns = side, .rows = side, .z_range = heights, .opacity = 0.6}};
  for (int row = 0; row < side; ++row)
    for (int column = 0; column < side; ++column) {
      const double x = 4.0 * column / (side - 1) - 2, y = 4.0 * row / (side - 1) - 2;
      panel.surface->heights.push_back(-(w[0] * x + w[1] * y + b[0]) / w[2]);
    }
  for (const int its_class : {0, 1}) {
    const ChartSeries points = rings.points(its_class);
    ChartSurface::Points raised{points.x, points.y, {}, its_class};
    for (std::size_t i = 0; i < points.x.size(); ++i)
      raised.z.push_back(points.x[i] * points.x[i] + points.y[i] * points.y[i]);
    panel.surface->points.push_back(raised);
  }
  Chart chart = {.title = say("Two rings, lifted", "两个圆环，升维"),
                 .notes = {say("A third coordinate made of the two makes them separable by a plane; a kernel does the same without "
                               "writing the coordinate down.",
                               "由两个坐标构造第三个坐标，平面就能分开它们；核方法做同样的事，但不写出这个坐标。")},
                 .legend = {{say("class 0", "类别 0"), 0, Mark::points}, {say("class 1", "类别 1"), 1, Mark::points}, {say("border", "分界"), 7}},
                 .columns = 3,
                 .panel_width = 300,
                 .panel_height = 300};
  chart.panels = {figure::region_panel(titled(say("the best line", "最好的直线"), *flat), *flat, rings, range, range), panel,
                  figure::region_panel(titled(say("from above", "从上方看"), *lifted), *lifted, rings, range, range)};
  return chart;
}

}  // namespace

Figure lifted_rings_figure_from(Settings& settings) {
  return figure::seeded(settings, "two rings that a plane parts in three dimensions", draw);
}

}  // namespace ansatz
