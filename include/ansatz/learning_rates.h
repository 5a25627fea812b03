// Finding a learning rate by trying all of them in one short run.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "ansatz/fit.h"

namespace ansatz {

struct LearningRateOptions {
  double lowest = 1e-6, highest = 10;  ///< the rates of the first and the last step
  int steps = 200;                     ///< batches, at least 10
};

/// What the run has shown.
struct LearningRates {
  std::vector<double> rates, losses;  ///< of each step: its learning rate, and the smoothed loss
  double suggested = 0;               ///< where the loss falls fastest per decade of the rate
  double lowest_loss = 0;             ///< the rate at which the loss was lowest: beyond it, it rises
  std::string network, optimizer;     ///< what was tried, for people
};

/// The learning-rate range test (Smith 2017, "Cyclical learning rates for training neural networks", section 3.3): trains
/// with a rate that rises exponentially from step to step, until the loss has risen far above its lowest. Names,
/// optimizer, loss, seed and threads as in `fit`. Throws `Error` where `fit` does, and when no rate lowers the loss.
LearningRates find_learning_rate(const std::string& architecture, const Dataset& data, const FitOptions& options = {},
                                 const LearningRateOptions& range = {});

/// The losses over the rates as an SVG picture, both rates marked.
std::string learning_rates_svg(const LearningRates& rates, const std::string& title = "");
/// The same as a file, which is replaced at once or not at all. Throws `Error` when it can't be written.
void save_learning_rates(const std::filesystem::path& path, const LearningRates& rates, const std::string& title = "");

}  // namespace ansatz
