// The picture of a learning-rate range test.
#include "ansatz/learning_rates.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ansatz/chart.h"
#include "base/files.h"

namespace ansatz {

std::string learning_rates_svg(const LearningRates& rates, const std::string& title) {
  // The loss soars at the end; what matters is below its start.
  const double least = *std::min_element(rates.losses.begin(), rates.losses.end()), start = rates.losses.front();
  const double top = start + 0.25 * (start - least);
  std::vector<double> losses = rates.losses;
  for (double& loss : losses)
    if (loss > top) loss = NAN;
  double highest = start;
  for (const double loss : losses)
    if (loss > highest) highest = loss;
  const auto upright = [&](double rate, int color) {
    return ChartSeries{{rate, rate}, {least, highest}, color, Mark::dashed};
  };
  const ChartPanel panel{
      .x_label = "learning rate",
      .y_label = "training loss, smoothed",
      .series = {{rates.rates, losses, 0, Mark::line}, upright(rates.suggested, 2), upright(rates.lowest_loss, 7)},
      .x_logarithmic = true};
  Chart chart{
      .title = title.empty() ? "Learning rates" : title,
      .notes = {fmt::format("{} with {}: one run, the rate rising from step to step", rates.network, rates.optimizer)},
      .legend = {{"loss", 0, Mark::line},
                 {fmt::format("falls fastest: {:.2g}", rates.suggested), 2, Mark::dashed},
                 {fmt::format("lowest: {:.2g}", rates.lowest_loss), 7, Mark::dashed}},
      .panels = {panel},
      .columns = 1,
      .panel_width = 760,
      .panel_height = 340};
  return chart_svg(chart);
}

void save_learning_rates(const std::filesystem::path& path, const LearningRates& rates, const std::string& title) {
  write_file(path, learning_rates_svg(rates, title));
}

}  // namespace ansatz
