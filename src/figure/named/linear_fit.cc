// A line through measurements, with what is known of it: the resistance and the voltage of a battery.
#include <fmt/format.h>

#include <cmath>

#include "ansatz/chart.h"
#include "ansatz/figure.h"
#include "ansatz/regression.h"
#include "ansatz/run.h"
#include "figure/seeded.h"

namespace ansatz {
namespace {

constexpr int rows = 12, points = 121;
constexpr double voltage = 1.52, resistance = 0.43, noise = 0.012;

Picture draw(std::int64_t seed, const Words& say) {
  const auto error = to_vector<double>(random_normal(random_key(seed, 1), {rows}));
  std::vector<double> current, volts;
  for (int i = 0; i < rows; ++i) {
    current.push_back(0.05 + 0.05 * i);
    volts.push_back(voltage - resistance * current.back() + noise * error[i]);
  }
  const Regression line = regress_columns({{"current", current}}, volts);
  const auto x = to_vector<double>(linspace(0, 0.8, points));
  std::vector<std::vector<double>> places;
  for (const double at : x) places.push_back({at});
  ChartSeries fit{.x = x, .color = 1}, mean_low{.x = x, .color = 1, .mark = Mark::dashed}, mean_high = mean_low,
      new_low{.x = x, .color = 7, .mark = Mark::dashed}, new_high = new_low;
  for (const RegressionBand& band : line.bands(places)) {
    fit.y.push_back(band.mean);
    mean_low.y.push_back(band.confidence_low), mean_high.y.push_back(band.confidence_high);
    new_low.y.push_back(band.prediction_low), new_high.y.push_back(band.prediction_high);
  }
  const Coefficient& intercept = line.coefficients[0];
  const Coefficient& slope = line.coefficients[1];
  Chart chart = {
      .title = say("A line through measurements", "用直线拟合测量值"),
      .notes = {say("U = U₀ − R · I: the intercept is the battery's voltage, the slope its resistance.",
                                             "U = U₀ − R · I：截距是电动势，斜率的绝对值是内阻。"),
                fmt::format("U₀ = {:.3f} ± {:.3f} V,  R = {:.3f} ± {:.3f} Ω,  R² = {:.4f}", intercept.estimate,
                            intercept.standard_error, -slope.estimate, slope.standard_error, line.r_squared)},
      .legend = {{say("measurement", "测量值"), 3, Mark::points},
                 {say("line", "直线"), 1},
                 {say("the line lies here, 95 %", "直线的 95 % 置信带"), 1, Mark::dashed},
                 {say("a new measurement lies here, 95 %", "新测量值的 95 % 预测带"), 7, Mark::dashed}},
      .columns = 1,
      .panel_width = 820,
      .panel_height = 380};
  chart.panels = {{.x_label = say("current, A", "电流，A"),
                   .y_label = say("voltage, V", "电压，V"),
                   .series = {new_low, new_high, mean_low, mean_high, fit, {current, volts, 3, Mark::points}},
                   .x_range = {{0, 0.8}}}};
  return chart;
}

}  // namespace

Figure linear_fit_figure_from(Settings& settings) {
  return figure::seeded(settings, "a line through measurements, and its bands", draw);
}

}  // namespace ansatz
