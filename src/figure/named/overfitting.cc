// Too small, right and too large networks on the same few noisy rows, and what helps the too large one. All curves are
// trained when the figure is drawn.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ansatz/chart.h"
#include "ansatz/figure.h"
#include "ansatz/losses.h"
#include "ansatz/optimizers.h"
#include "ansatz/run.h"
#include "figure/learner.h"
#include "figure/seeded.h"

namespace ansatz {
namespace {

constexpr std::int64_t few = 30, many = 300, validation_rows = 400, grid_points = 161;
constexpr int steps = 3000, every = 20, patience = 300;
constexpr double noise = 0.3;

double truth(double x) { return std::sin(4 * x) + 0.5 * x; }

struct Rows {
  std::vector<double> x, y;
};

// One x at random in each of `count` equal parts of [-1, 1), so that no wide gap decides; y is the truth and normal noise.
Rows rows_of(std::int64_t count, std::int64_t seed, std::int64_t stream) {
  Rows rows;
  const auto x = to_vector<double>(random_uniform(random_key(seed, stream), {count}));
  const auto error = to_vector<double>(random_normal(random_key(seed, stream + 1), {count}));
  for (std::int64_t i = 0; i < count; ++i) {
    const double place = 2 * (static_cast<double>(i) + x[i]) / static_cast<double>(count) - 1;
    rows.x.push_back(place);
    rows.y.push_back(truth(place) + noise * error[i]);
  }
  return rows;
}

struct Run {
  std::vector<double> step, training, validation;
  std::vector<double> fitted;  // on the grid, at the end
};

// Mean squared error of the predictions from `begin` on.
double error_of(const std::vector<double>& predictions, std::size_t begin, const Rows& rows) {
  double total = 0;
  for (std::size_t i = 0; i < rows.y.size(); ++i) {
    const double d = predictions[begin + i] - rows.y[i];
    total += d * d;
  }
  return total / static_cast<double>(rows.y.size());
}

std::vector<double> grid() { return to_vector<double>(linspace(-1, 1, grid_points)); }

Run run(const std::string& network, const Optimizer& optimizer, const Rows& training, const Rows& validation,
        std::int64_t seed) {
  std::vector<double> everywhere = training.x;
  everywhere.insert(everywhere.end(), validation.x.begin(), validation.x.end());
  for (const double x : grid()) everywhere.push_back(x);
  const Array places = figure::column(everywhere);
  figure::Learner learner(architecture(network, 1), mse, figure::column(training.x), figure::column(training.y),
                          optimizer, seed);
  Run result;
  for (int step = 1; step <= steps; ++step) {
    learner.train(1);
    if (step % every != 0 && step != 1) continue;
    const std::vector<double> predictions = learner.predict(places);
    result.step.push_back(step);
    result.training.push_back(error_of(predictions, 0, training));
    result.validation.push_back(error_of(predictions, training.x.size(), validation));
    if (step == steps) result.fitted.assign(predictions.end() - grid_points, predictions.end());
  }
  return result;
}

// The same run, stopped after `patience` steps without a better validation; `best` is the place of what is kept.
Run stopped(Run run, std::size_t& best) {
  best = 0;
  std::size_t end = 0;
  for (; end < run.step.size() && run.step[end] - run.step[best] <= patience; ++end)
    if (run.validation[end] < run.validation[best]) best = end;
  run.step.resize(end);
  run.training.resize(end);
  run.validation.resize(end);
  return run;
}

constexpr const char* large = "mlp:128,128,activation=tanh";
constexpr const char* right = "mlp:6,activation=tanh";
constexpr const char* small = "mlp:1,activation=tanh";

ChartPanel fit_panel(const std::string& title, const Run& run, const Rows& training) {
  std::vector<double> curve;
  for (const double x : grid()) curve.push_back(truth(x));
  return {.title = title,
          .x_label = "x",
          .series = {{grid(), curve, 7, Mark::dashed}, {training.x, training.y, 3, Mark::points}, {grid(), run.fitted, 2}},
          .x_range = {{-1, 1}},
          .y_range = {{-2.2, 2.2}}};
}

ChartPanel curve_panel(const std::string& title, const Run& run, const Words& say) {
  return {.title = fmt::format("{}: {:.3f}", title, run.validation.back()),
          .x_label = say("step", "步"),
          .y_label = say("squared error", "平方误差"),
          .series = {{run.step, run.training, 0}, {run.step, run.validation, 1}},
          .x_range = {{1, steps}},
          .y_range = {{0, 0.5}}};
}

Picture draw(std::int64_t seed, const Words& say) {
  const Rows training = rows_of(few, seed, 10), more = rows_of(many, seed, 20),
             validation = rows_of(validation_rows, seed, 30);
  const auto trained = [&](const std::string& network, const Optimizer& optimizer, const Rows& rows) {
    return run(network, optimizer, rows, validation, seed);
  };
  const Optimizer plain = adam({.learning_rate = 5e-3});
  const Run too_small = trained(small, plain, training), suits = trained(right, plain, training),
            too_large = trained(large, plain, training);
  std::size_t best = 0;
  const Run early = stopped(too_large, best);
  const std::vector<std::pair<std::string, Run>> remedies = {
      {say("early stopping", "早停"), early},
      {say("L1 penalty 0.001", "L1 惩罚 0.001"), trained(large, l1_penalty(plain, 1e-3), training)},
      {say("L2 penalty 0.01", "L2 惩罚 0.01"), trained(large, l2_penalty(plain, 1e-2), training)},
      {say("dropout 0.2", "dropout 0.2"), trained(std::string(large) + ",dropout=0.2", plain, training)},
      {fmt::format(fmt::runtime(say("more data: {} rows", "更多数据：{} 行")), many), trained(large, plain, more)},
      {say("simpler model: 6 units", "更简单的模型：6 个单元"), suits}};

  Chart chart = {
      .title = say("Overfitting, and what helps", "过拟合，以及如何缓解"),
      .notes = {fmt::format(fmt::runtime(say("{} noisy rows of sin(4x) + x/2, Adam, {} steps; the number is the last "
                                             "validation error. Noise alone makes {:.2f}.",
                                             "{} 行带噪声的 sin(4x) + x/2，Adam，{} 步；数字为最后的验证误差。"
                                             "噪声本身造成 {:.2f}。")),
                            few, steps, noise * noise)},
      .legend = {{say("row", "数据"), 3, Mark::points},
                 {say("truth", "真实函数"), 7, Mark::dashed},
                 {say("fit", "拟合"), 2},
                 {say("training", "训练"), 0},
                 {say("validation", "验证"), 1},
                 {say("validation without help", "未缓解时的验证"), 7}},
      .columns = 3,
      .panel_width = 310,
      .panel_height = 210};
  chart.panels = {fit_panel(say("too small: 1 unit", "太小：1 个单元"), too_small, training),
                  fit_panel(say("right: 6 units", "合适：6 个单元"), suits, training),
                  fit_panel(say("too large: 128 and 128 units", "太大：128 与 128 个单元"), too_large, training),
                  curve_panel(say("too small", "太小"), too_small, say),
                  curve_panel(say("right", "合适"), suits, say),
                  curve_panel(say("too large", "太大"), too_large, say)};
  for (const auto& [title, with] : remedies) {
    ChartPanel panel = curve_panel(title, with, say);
    panel.series.insert(panel.series.begin(), {too_large.step, too_large.validation, 7});
    chart.panels.push_back(panel);
  }
  ChartPanel& stopping = chart.panels[6];
  stopping.title = fmt::format(fmt::runtime(say("early stopping: {:.3f} at step {:.0f}", "早停：{:.3f}，第 {:.0f} 步")), early.validation[best], early.step[best]);
  stopping.series.push_back({{early.step[best]}, {early.validation[best]}, 1, Mark::points});
  return chart;
}

}  // namespace

Figure overfitting_figure_from(Settings& settings) {
  return figure::seeded(settings, "too small, right and too large networks, and what helps", draw);
}

}  // namespace ansatz
