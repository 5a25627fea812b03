// Networks that figures train.
#pragma once

#include <memory>
#include <vector>

#include "ansatz/architecture.h"
#include "ansatz/compile.h"
#include "ansatz/optimizer.h"
#include "train/trainer.h"

namespace ansatz::figure {

/// A network, the rows that it learns, all of them in each step, and one thread.
class Learner {
 public:
  using RowLoss = std::function<Array(const Array& predicted, const Array& target)>;

  /// Rows of x: [rows, features]; of y: what the loss wants beside [rows, outputs].
  Learner(const Architecture& network, const RowLoss& loss, const Array& x, const Array& y, const Optimizer& optimizer,
          std::int64_t seed);

  void train(int steps);
  /// What the network says to rows, [rows, features]; row after row.
  std::vector<double> predict(const Array& x);
  NamedArrays parameters() const { return trainer_.parameters(); }
  /// The loss of the last step.
  double loss() const { return trainer_.loss(); }

 private:
  std::vector<Array> rows_;
  Trainer trainer_;
  std::vector<std::string> names_;
  Compiled predict_;
};

/// Numbers as a column: [rows, 1].
Array column(const std::vector<double>& numbers);
/// The places of a grid over a rectangle, x fastest and the lowest y first: [columns · rows, 2]. The places are the
/// middles of the cells (for a field) or reach to the edges (for a surface).
Array grid_places(int columns, int rows, std::pair<double, double> x_range, std::pair<double, double> y_range, bool middles);

}  // namespace ansatz::figure
