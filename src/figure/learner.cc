#include "figure/learner.h"

#include "ansatz/operators.h"
#include "ansatz/run.h"
#include "ansatz/schedules.h"

namespace ansatz::figure {

Learner::Learner(const Architecture& network, const RowLoss& loss, const Array& x, const Array& y,
                 const Optimizer& optimizer, std::int64_t seed)
    : rows_{x, y},
      trainer_([=](Scope s, const std::vector<Array>& batch) { return loss(network(s, batch[0]), batch[1]); }, rows_,
               {.optimizer = optimizer,
                .schedule = constant_rate(),
                .seed = static_cast<std::uint64_t>(seed),
                .threads = 1}),
      predict_(
          [this, network](const std::vector<Array>& arguments) {
            auto recording = std::make_shared<Recording>();
            for (std::size_t i = 0; i < names_.size(); ++i) recording->parameters.emplace(names_[i], arguments[i + 1]);
            return std::vector<Array>{network(Scope(recording), arguments[0])};
          },
          CompileOptions{.threads = 1}) {
  for (const auto& [name, value] : trainer_.parameters()) names_.push_back(name);
}

void Learner::train(int steps) {
  for (int step = 0; step < steps; ++step) trainer_.step(rows_);
}

std::vector<double> Learner::predict(const Array& x) {
  std::vector<Array> arguments = {x};
  for (const auto& [name, value] : trainer_.parameters()) arguments.push_back(value);
  return to_vector<double>(predict_(arguments)[0]);
}

Array column(const std::vector<double>& numbers) {
  return Array(std::vector<float>(numbers.begin(), numbers.end()), {static_cast<std::int64_t>(numbers.size()), 1});
}

Array grid_places(int columns, int rows, std::pair<double, double> x_range, std::pair<double, double> y_range,
                  bool middles) {
  const auto place = [&](int i, int count, std::pair<double, double> range) {
    const double share = middles ? (i + 0.5) / count : static_cast<double>(i) / (count - 1);
    return static_cast<float>(range.first + share * (range.second - range.first));
  };
  std::vector<float> places;
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < columns; ++column)
      places.insert(places.end(), {place(column, columns, x_range), place(row, rows, y_range)});
  return Array(places, {static_cast<std::int64_t>(columns) * rows, 2});
}

}  // namespace ansatz::figure
