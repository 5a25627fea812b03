// Two classes in a plane, and what a network says about it.
#pragma once

#include "ansatz/chart.h"
#include "figure/learner.h"

namespace ansatz::figure {

/// Rows of two numbers, each of class 0 or 1.
struct ClassRows {
  std::vector<float> places;  ///< x₁, x₂ of the first row, then of the second, …
  std::vector<double> classes;

  void add(double x1, double x2, int its_class);
  Array features() const;  ///< [rows, 2]
  Array targets() const;   ///< [rows, 1]
  /// The rows of one class as points, in the colour of the class: blue or orange.
  ChartSeries points(int of_class) const;
};

/// The share of rows for which a logit, row after row, has the right sign.
double accuracy(const std::vector<double>& logits, const std::vector<double>& classes);

/// A panel with the rows, the region of each class in its colour, paler where the network is less sure, and the border
/// between them. The learner's network gives logits.
ChartPanel region_panel(const std::string& title, Learner& learner, const ClassRows& rows,
                        std::pair<double, double> x_range, std::pair<double, double> y_range);

}  // namespace ansatz::figure
