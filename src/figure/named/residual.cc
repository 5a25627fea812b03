// What least squares minimises: the residuals of a line, and the same as one perpendicular from a point to a plane.
#include <fmt/format.h>

#include <array>
#include <cmath>

#include "ansatz/chart.h"
#include "ansatz/figure.h"
#include "ansatz/regression.h"
#include "base/settings.h"

namespace ansatz {
namespace {

// Three rows, so that the rows' values make a place in three dimensions.
const std::vector<double> x = {-1, 0.2, 1.3}, y = {0.1, 1.5, 1.1};

Picture draw(const Words& say) {
  const Regression line = regress_columns({{"x", x}}, y);
  std::vector<double> fitted, residual;
  for (std::size_t i = 0; i < x.size(); ++i) {
    fitted.push_back(line.coefficients[0].estimate + line.coefficients[1].estimate * x[i]);
    residual.push_back(y[i] - fitted[i]);
  }
  ChartSeries segments{.color = 4};
  for (std::size_t i = 0; i < x.size(); ++i) {
    segments.x.insert(segments.x.end(), {x[i], x[i], NAN});
    segments.y.insert(segments.y.end(), {fitted[i], y[i], NAN});
  }
  const auto at = [&](double place) { return line.coefficients[0].estimate + line.coefficients[1].estimate * place; };
  // The plane of all vectors k·x + b·(1, 1, 1): over the first two coordinates.
  constexpr int side = 25;
  const auto around = [&](int i) { return std::pair(fitted[i] - 0.9, fitted[i] + 0.9); };
  const auto first = around(0), second = around(1), third = around(2);
  ChartPanel plane = {.title = say("the same: from a point to a plane", "同一件事：从点到平面"),
                      .x_label = say("row 1", "第 1 行"),
                      .y_label = say("row 2", "第 2 行"),
                      .x_range = first,
                      .y_range = second,
                      .surface = ChartSurface{.columns = side, .rows = side, .z_range = third, .turned = 60, .opacity = 0.45}};
  for (int row = 0; row < side; ++row)
    for (int column = 0; column < side; ++column) {
      const double v1 = first.first + (first.second - first.first) * column / (side - 1);
      const double v2 = second.first + (second.second - second.first) * row / (side - 1);
      const double k = (v2 - v1) / (x[1] - x[0]);
      const double v3 = v1 + k * (x[2] - x[0]);
      plane.surface->heights.push_back(v3 >= third.first && v3 <= third.second ? v3 : NAN);
    }
  const auto point = [](const std::vector<double>& v, int color) {
    return ChartSurface::Points{{v[0]}, {v[1]}, {v[2]}, color};
  };
  const auto joined = [](const std::vector<double>& a, const std::vector<double>& b, int color) {
    return ChartSurface::Points{{a[0], b[0]}, {a[1], b[1]}, {a[2], b[2]}, color, true};
  };
  plane.surface->points = {joined(fitted, y, 4), point(fitted, 1), point(y, 3)};
  double along_x = 0, along_1 = 0;
  for (std::size_t i = 0; i < x.size(); ++i) along_x += residual[i] * x[i], along_1 += residual[i];
  Chart chart = {.title = say("The residual is a perpendicular", "残差是一条垂线"),
                 .notes = {say("Three rows are a point y in three dimensions; all lines kx + b make a plane in it. The best one is the foot of the "
                               "perpendicular.",
                               "三行数据是三维空间中的点 y；所有直线 kx + b 构成一个平面，最好的一条就是垂足。"),
                           fmt::format(fmt::runtime(say("The residual r is at right angles to x and to (1, 1, 1): r · x = {:.0e}, r · 1 = {:.0e}, computed.",
                                                        "残差 r 与 x 和 (1, 1, 1) 都垂直：计算得 r · x = {:.0e}，r · 1 = {:.0e}。")),
                                       std::fabs(along_x), std::fabs(along_1))},
                 .legend = {{say("row; the point y", "数据；点 y"), 3, Mark::points},
                            {say("line; its point ŷ", "直线；对应的点 ŷ"), 1},
                            {say("residual", "残差"), 4}},
                 .columns = 2,
                 .panel_width = 440,
                 .panel_height = 340};
  chart.panels = {{.title = say("residuals, one a row", "残差，每行一个"),
                   .x_label = "x",
                   .y_label = "y",
                   .series = {{{-1.5, 1.8}, {at(-1.5), at(1.8)}, 1}, segments, {x, y, 3, Mark::points}},
                   .x_range = {{-1.5, 1.8}},
                   .y_range = {{-0.5, 2}}},
                  plane};
  return chart;
}

}  // namespace

Figure residual_figure_from(Settings& settings) {
  settings.read_nothing();
  return {.summary = "least squares as a perpendicular", .draw = draw};
}

}  // namespace ansatz
