// Polynomials of several degrees through the same noisy rows: too stiff, right, too flexible.
#include <fmt/format.h>


#include "ansatz/chart.h"
#include "ansatz/figure.h"
#include "ansatz/regression.h"
#include "ansatz/run.h"
#include "figure/curves.h"
#include "figure/seeded.h"

namespace ansatz {
namespace {

constexpr int rows = 30, new_rows = 300, points = 201, highest = 15;
constexpr double low = -3, high = 7;

double truth(double x) { return 0.25 * x * x - x + 1; }

struct Rows {
  std::vector<double> x, y;
};

Rows rows_of(int count, std::int64_t seed, std::int64_t stream) {
  const auto places = to_vector<double>(random_uniform(random_key(seed, stream), {count}));
  const auto noise = to_vector<double>(random_normal(random_key(seed, stream + 1), {count}));
  Rows result;
  for (int i = 0; i < count; ++i) {
    result.x.push_back(low + (high - low) * (i + places[i]) / count);
    result.y.push_back(truth(result.x.back()) + noise[i]);
  }
  return result;
}

Picture draw(std::int64_t seed, const Words& say) {
  const Rows training = rows_of(rows, seed, 1), other = rows_of(new_rows, seed, 3);
  const auto x = to_vector<double>(linspace(low, high, points));
  ChartSeries curve{.x = x, .color = 7, .mark = Mark::dashed};
  for (const double at : x) curve.y.push_back(truth(at));
  Chart chart = {.title = say("Polynomials: underfitting and overfitting", "多项式：欠拟合与过拟合"),
                 .notes = {fmt::format(fmt::runtime(say("{} rows of y = 0.25x² − x + 1 and noise of deviation 1, which no curve can foresee: errors below "
                                                        "1 are learned by heart.",
                                                        "{} 行 y = 0.25x² − x + 1 加标准差为 1 的噪声；噪声无法预测，误差低于 1 就是背答案。")),
                                       rows)},
                 .legend = {{say("row", "数据"), 3, Mark::points},
                            {say("truth", "真实函数"), 7, Mark::dashed},
                            {say("fit", "拟合"), 2},
                            {say("error on these rows", "在这些行上的误差"), 0},
                            {say("error on new rows", "在新数据上的误差"), 1}},
                 .columns = 3,
                 .panel_width = 310,
                 .panel_height = 240};
  ChartSeries seen{.color = 0}, unseen{.color = 1};
  const std::map<int, std::string> shown = {{1, say("degree 1: too stiff", "1 次：欠拟合")},
                                            {2, say("degree 2: right", "2 次：合适")},
                                            {3, say("degree 3: right, too", "3 次：也合适")},
                                            {15, say("degree 15: by heart", "15 次：过拟合")}};
  for (int degree = 1; degree <= highest; ++degree) {
    const Regression fit = regress_columns({{"x", training.x}}, training.y, {.degree = degree});
    const auto error_of = [&](const Rows& rows) {
      return figure::root_mean_square(figure::values_at(fit, rows.x), rows.y);
    };
    seen.x.push_back(degree), seen.y.push_back(error_of(training));
    unseen.x.push_back(degree), unseen.y.push_back(error_of(other));
    if (const auto title = shown.find(degree); title != shown.end())
      chart.panels.push_back({.title = title->second,
                              .x_label = "x",
                              .series = {curve, {x, figure::values_at(fit, x), 2}, {training.x, training.y, 3, Mark::points}},
                              .x_range = {{low, high}},
                              .y_range = {{-3, 9}}});
  }
  chart.panels.push_back({.title = say("error by degree", "误差与次数"),
                          .x_label = say("degree", "次数"),
                          .y_label = say("root of the mean square", "均方根"),
                          .series = {seen, unseen},
                          .x_range = {{1, highest}},
                          .y_range = {{0.4, 10}},
                          .y_logarithmic = true});
  return chart;
}

}  // namespace

Figure polynomials_figure_from(Settings& settings) {
  return figure::seeded(settings, "polynomials of degree 1, 2, 3 and 15 through noisy rows", draw);
}

}  // namespace ansatz
