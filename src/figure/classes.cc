#include "figure/classes.h"

#include <cmath>

namespace ansatz::figure {

void ClassRows::add(double x1, double x2, int its_class) {
  places.insert(places.end(), {static_cast<float>(x1), static_cast<float>(x2)});
  classes.push_back(its_class);
}

Array ClassRows::features() const { return Array(places, {static_cast<std::int64_t>(classes.size()), 2}); }
Array ClassRows::targets() const { return column(classes); }

ChartSeries ClassRows::points(int of_class) const {
  ChartSeries series{.color = of_class, .mark = Mark::points};
  for (std::size_t i = 0; i < classes.size(); ++i) {
    if (classes[i] != of_class) continue;
    series.x.push_back(places[2 * i]);
    series.y.push_back(places[2 * i + 1]);
  }
  return series;
}

double accuracy(const std::vector<double>& logits, const std::vector<double>& classes) {
  std::size_t right = 0;
  for (std::size_t i = 0; i < classes.size(); ++i) right += (logits[i] > 0) == (classes[i] > 0.5);
  return static_cast<double>(right) / static_cast<double>(classes.size());
}

ChartPanel region_panel(const std::string& title, Learner& learner, const ClassRows& rows,
                        std::pair<double, double> x_range, std::pair<double, double> y_range) {
  constexpr int cells = 44;
  ChartField field{.columns = cells, .rows = cells, .low_color = 0, .high_color = 1};
  for (const double logit : learner.predict(grid_places(cells, cells, x_range, y_range, true)))
    field.values.push_back(std::tanh(logit / 2));  // 2 σ(z) - 1
  ChartSeries border = contour(field, 0, x_range, y_range, 7);
  return {.title = title,
          .x_label = "x₁",
          .y_label = "x₂",
          .series = {border, rows.points(0), rows.points(1)},
          .x_range = x_range,
          .y_range = y_range,
          .field = field};
}

}  // namespace ansatz::figure
