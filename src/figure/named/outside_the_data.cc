// A polynomial and a ReLU network where there are no data: one explodes, the other goes on along straight lines.
#include <fmt/format.h>

#include <cmath>

#include "ansatz/chart.h"
#include "ansatz/figure.h"
#include "ansatz/losses.h"
#include "ansatz/optimizers.h"
#include "ansatz/regression.h"
#include "ansatz/run.h"
#include "figure/curves.h"
#include "figure/learner.h"
#include "figure/seeded.h"

namespace ansatz {
namespace {

constexpr int rows = 30, steps = 4000, points = 401, degree = 9;
constexpr double range = 1, near = 2, far = 100;

Picture draw(std::int64_t seed, const Words& say) {
  const auto noise = to_vector<double>(random_normal(random_key(seed, 1), {rows}));
  std::vector<double> x, y;
  for (int i = 0; i < rows; ++i) {
    x.push_back(range * (2.0 * (i + 0.5) / rows - 1));
    y.push_back(std::sin(4 * x.back()) + 0.15 * noise[i]);
  }
  figure::Learner learner(architecture("mlp:32", 1), mse, figure::column(x), figure::column(y), adam({.learning_rate = 5e-3}),
                          seed);
  learner.train(steps);
  const Regression polynomial = regress_columns({{"x", x}}, y, {.degree = degree});
  const auto network_at = [&](const std::vector<double>& at) { return learner.predict(figure::column(at)); };
  const auto polynomial_at = [&](const std::vector<double>& at) { return figure::values_at(polynomial, at); };
  const auto around = to_vector<double>(linspace(-near, near, points));
  std::vector<double> beyond, network_size, polynomial_size;
  for (int i = 0; i < points; ++i) beyond.push_back(std::pow(far, static_cast<double>(i) / (points - 1)));
  for (const double value : network_at(beyond)) network_size.push_back(std::fabs(value));
  for (const double value : polynomial_at(beyond)) polynomial_size.push_back(std::fabs(value));
  Chart chart = {
      .title = say("Outside the data", "数据范围之外"),
      .notes = {fmt::format(fmt::runtime(say("{} rows between -1 and 1. Beyond them the polynomial grows as x to the {}th, the ReLU network at most as x.",
                                             "{} 行数据，都在 -1 与 1 之间。范围之外，多项式按 x 的 {} 次方增长，ReLU 网络至多线性增长。")),
                            rows, degree)},
      .legend = {{say("row", "数据"), 3, Mark::points},
                 {fmt::format(fmt::runtime(say("polynomial of degree {}", "{} 次多项式")), degree), 1},
                 {say("32 ReLU units", "32 个 ReLU 单元"), 0}},
      .columns = 2,
      .panel_width = 440,
      .panel_height = 300};
  chart.panels = {{.title = say("twice as far as the data", "数据范围的两倍"),
                   .x_label = "x",
                   .series = {{x, y, 3, Mark::points}, {around, polynomial_at(around), 1}, {around, network_at(around), 0}},
                   .x_range = {{-near, near}},
                   .y_range = {{-6, 6}}},
                  {.title = say("a hundred times as far: |f(x)|", "百倍远处：|f(x)|"),
                   .x_label = "x",
                   .series = {{beyond, polynomial_size, 1}, {beyond, network_size, 0}},
                   .x_range = {{1, far}},
                   .y_range = {{1e-2, 1e24}},
                   .x_logarithmic = true,
                   .y_logarithmic = true}};
  return chart;
}

}  // namespace

Figure outside_the_data_figure_from(Settings& settings) {
  return figure::seeded(settings, "a polynomial and a network where there are no data", draw);
}

}  // namespace ansatz
