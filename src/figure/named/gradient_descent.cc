// Gradient descent on the loss surface of a line, for several learning rates.
#include <fmt/format.h>

#include <cmath>

#include "ansatz/chart.h"
#include "ansatz/figure.h"
#include "ansatz/grad.h"
#include "ansatz/operators.h"
#include "ansatz/run.h"
#include "figure/seeded.h"

namespace ansatz {
namespace {

constexpr int rows = 20, steps = 25, cells = 40;
constexpr std::pair<double, double> slopes = {-0.6, 2.6}, intercepts = {-1.8, 1.4};

// The loss of the line y = k x + b: the mean squared error over the rows.
struct Problem {
  std::vector<double> x, y;

  explicit Problem(std::int64_t seed) {
    const auto noise = to_vector<double>(random_normal(random_key(seed, 1), {rows}));
    for (int i = 0; i < rows; ++i) {
      x.push_back(1.6 * (i + 0.5) / rows - 0.3);
      y.push_back(1.4 * x.back() - 0.6 + 0.25 * noise[i]);
    }
  }
  double loss(double k, double b) const {
    double total = 0;
    for (int i = 0; i < rows; ++i) total += (k * x[i] + b - y[i]) * (k * x[i] + b - y[i]) / rows;
    return total;
  }
  // The learning rate above which descent runs away: 2 / the largest eigenvalue of the second derivatives,
  // 2 · [[mean x², mean x], [mean x, 1]].
  double limit() const {
    double first = 0, second = 0;
    for (const double each : x) first += each / rows, second += each * each / rows;
    const double middle = second + 1, apart = std::hypot(second - 1, 2 * first);
    return 2 / (middle + apart);
  }
};

struct Path {
  std::vector<double> k, b, loss;
};

Path descend(const Problem& problem, double rate, double momentum) {
  const Array x(problem.x, {rows}), y(problem.y, {rows});
  const auto gradient = grad([&](const Array& line) { return mean(square(select(line, 0, 0) * x + select(line, 0, 1) - y)); });
  Path path;
  std::vector<double> at = {-0.3, 1.1}, velocity = {0, 0};
  for (int step = 0; step <= steps; ++step) {
    path.k.push_back(at[0]);
    path.b.push_back(at[1]);
    path.loss.push_back(problem.loss(at[0], at[1]));
    const auto slope = to_vector<double>(gradient(Array(at, {2})));
    for (int i = 0; i < 2; ++i) {
      velocity[i] = momentum * velocity[i] - rate * slope[i];
      at[i] += velocity[i];
    }
  }
  return path;
}

Picture draw(std::int64_t seed, const Words& say) {
  const Problem problem(seed);
  ChartField field{.columns = cells, .rows = cells, .low_color = 7, .high_color = 7};
  std::vector<double> losses;
  for (int row = 0; row < cells; ++row)
    for (int column = 0; column < cells; ++column) {
      const double k = slopes.first + (slopes.second - slopes.first) * (column + 0.5) / cells;
      const double b = intercepts.first + (intercepts.second - intercepts.first) * (row + 0.5) / cells;
      losses.push_back(problem.loss(k, b));
      field.values.push_back(std::min(1.0, 0.35 * std::sqrt(losses.back())));
    }
  const ChartField surface{.columns = cells, .rows = cells, .values = losses};
  const double limit = problem.limit();
  struct Setup {
    std::string title;
    double rate, momentum;
    int color;
  };
  const std::vector<Setup> setups = {{say("small", "小"), 0.06 * limit, 0, 0},
                                     {say("good", "合适"), 0.5 * limit, 0, 2},
                                     {say("large: it swings", "大：来回摆动"), 0.93 * limit, 0, 1},
                                     {say("too large: it runs away", "太大：发散"), 1.03 * limit, 0, 4},
                                     {say("small, momentum 0.8", "小，动量 0.8"), 0.06 * limit, 0.8, 3}};
  Chart chart = {.title = say("Gradient descent on a loss surface", "损失曲面上的梯度下降"),
                 .notes = {fmt::format(fmt::runtime(say("The mean squared error of y = kx + b over {} rows, {} steps. Rates above {:.2f}, two over the "
                                                        "largest curvature, run away.",
                                                        "y = kx + b 在 {} 行数据上的均方误差，{} 步。学习率超过 {:.2f}（2 除以最大曲率）就会发散。")),
                                       rows, steps, limit)},
                 .columns = 3,
                 .panel_width = 310,
                 .panel_height = 280};
  ChartPanel curves = {.title = say("the loss, step by step", "损失随步数的变化"),
                       .x_label = say("step", "步"),
                       .x_range = {{0, steps}},
                       .y_range = {{0.03, 10}},
                       .y_logarithmic = true};
  std::vector<double> numbers;
  for (int step = 0; step <= steps; ++step) numbers.push_back(step);
  for (const Setup& setup : setups) {
    const Path path = descend(problem, setup.rate, setup.momentum);
    ChartPanel panel = {.title = fmt::format(fmt::runtime(say("{}: rate {:.2g}", "{}：学习率 {:.2g}")), setup.title, setup.rate),
                        .x_label = "k",
                        .y_label = "b",
                        .x_range = slopes,
                        .y_range = intercepts,
                        .field = field};
    for (const double level : {0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4})
      panel.series.push_back(contour(surface, level, slopes, intercepts, 7));
    panel.series.push_back({path.k, path.b, setup.color});
    panel.series.push_back({path.k, path.b, setup.color, Mark::points});
    chart.panels.push_back(panel);
    curves.series.push_back({numbers, path.loss, setup.color});
  }
  chart.panels.push_back(curves);
  return chart;
}

}  // namespace

Figure gradient_descent_figure_from(Settings& settings) {
  return figure::seeded(settings, "the path over a loss surface, for several learning rates", draw);
}

}  // namespace ansatz
