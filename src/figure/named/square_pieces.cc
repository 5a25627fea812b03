// x² on [-1, 1] by linear pieces: the best four, a formula that is often printed for them, and how the error falls.
#include <fmt/format.h>

#include <cmath>

#include "ansatz/exact.h"
#include "ansatz/figure.h"
#include "base/settings.h"

namespace ansatz {
namespace {

ChartSeries series_of(const std::function<double(double)>& f, int color, Mark mark = Mark::line) {
  ChartSeries series{.color = color, .mark = mark};
  for (int i = -200; i <= 200; ++i) {
    series.x.push_back(i / 200.0);
    series.y.push_back(f(i / 200.0));
  }
  return series;
}

Picture draw(const Words& say) {
  const ReluNetwork best = square_by_pieces(4), printed = square_as_printed();
  const auto four = [&](double x) { return best(std::vector{x}); };
  const auto wrong = [&](double x) { return printed(std::vector{x}); };
  Chart chart{.title = say("x² in pieces", "分段线性逼近 x²"), .columns = 3, .panel_width = 330, .panel_height = 300};
  chart.notes = {say("Four pieces: ", "四段：") + best.formula,
                 say("Often printed: ", "常见的误写：") + printed.formula};
  chart.legend = {{"x²", 7, Mark::dashed},
                  {say("four pieces", "四段"), 0, Mark::line},
                  {say("as printed", "误写的公式"), 1, Mark::line}};
  chart.panels.push_back({.title = say("The functions", "函数"),
                          .x_label = "x",
                          .series = {series_of([](double x) { return x * x; }, 7, Mark::dashed), series_of(wrong, 1),
                                     series_of(four, 0)}});
  chart.panels.push_back({.title = say("Difference from x²", "与 x² 之差"),
                          .x_label = "x",
                          .series = {series_of([&](double x) { return wrong(x) - x * x; }, 1),
                                     series_of([&](double x) { return four(x) - x * x; }, 0)}});
  ChartSeries measured{.color = 0, .mark = Mark::points}, law{.color = 7, .mark = Mark::dashed};
  for (const int n : {1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 100}) {
    const ReluNetwork network = square_by_pieces(n);
    double largest = 0;
    for (int i = -4800; i <= 4800; ++i)
      largest = std::max(largest, std::abs(network(std::vector{i / 4800.0}) - i / 4800.0 * (i / 4800.0)));
    measured.x.push_back(n), measured.y.push_back(largest);
    law.x.push_back(n), law.y.push_back(square_error(n));
  }
  chart.panels.push_back({.title = say("Largest error of n pieces: 1/(2n²)", "n 段的最大误差：1/(2n²)"),
                          .x_label = "n",
                          .series = {law, measured},
                          .x_logarithmic = true,
                          .y_logarithmic = true});
  return chart;
}

}  // namespace

Figure square_pieces_figure_from(Settings& settings) {
  settings.read_nothing();
  return {"x² by linear pieces, a wrong formula, the error's law", draw};
}

}  // namespace ansatz
