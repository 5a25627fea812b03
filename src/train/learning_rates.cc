#include "ansatz/learning_rates.h"

#include <algorithm>
#include <cmath>

#include "ansatz/operations.h"
#include "base/elementary.h"
#include "base/fail.h"
#include "train/batches.h"
#include "train/rows.h"
#include "train/suitable_loss.h"
#include "train/trainer.h"

namespace ansatz {
namespace {

void check(const LearningRateOptions& range) {
  if (!(range.lowest > 0 && range.highest > range.lowest && std::isfinite(range.highest)))
    fail("find_learning_rate: rates from {:g} to {:g}; 0 < lowest < highest is needed", range.lowest, range.highest);
  if (range.steps < 10) fail("find_learning_rate: {} steps; at least 10 are needed", range.steps);
}

// Averages over neighbours in time, each step back weighing a tenth less, both ways, so that nothing is moved.
std::vector<double> smoothed(const std::vector<double>& losses) {
  std::vector<double> result(losses.size()), weights(losses.size());
  for (const bool backward : {false, true}) {
    double sum = 0, weight = 0;
    for (std::size_t k = 0; k < losses.size(); ++k) {
      const std::size_t i = backward ? losses.size() - 1 - k : k;
      sum = 0.9 * sum + losses[i];
      weight = 0.9 * weight + 1;
      result[i] += sum;
      weights[i] += weight;
    }
  }
  for (std::size_t i = 0; i < losses.size(); ++i) result[i] = (result[i] - losses[i]) / (weights[i] - 1);
  return result;
}

// Where the line through the neighbours of a step falls fastest, before the lowest loss; rates are evenly spaced in
// decades.
std::size_t steepest(const std::vector<double>& losses, std::size_t lowest) {
  const std::size_t reach = std::max<std::size_t>(1, losses.size() / 40);
  std::size_t best = 0;
  double least = 0;
  for (std::size_t i = reach; i + reach < losses.size() && i <= lowest; ++i)
    if (const double fall = losses[i + reach] - losses[i - reach]; fall < least) {
      least = fall;
      best = i;
    }
  return best;
}

}  // namespace

LearningRates find_learning_rate(const std::string& architecture, const Dataset& data, const FitOptions& options,
                                 const LearningRateOptions& range) {
  check(range);
  const FitRows rows = prepare_rows(data, options, architecture == tabular_name);
  if (options.loss && is_known_loss(options.loss_name)) check_loss(options.loss_name, rows.target.task);
  const TableNetwork network = named_network(architecture, rows.prepared, options);
  Optimizer optimizer = network.optimizer;
  if (options.around_optimizer) optimizer = options.around_optimizer(std::move(optimizer));
  optimizer.learning_rate = range.lowest;
  const double growth = elementary::log(range.highest / range.lowest) / (range.steps - 1);
  Batches batches(rows.prepared,
                  std::min<std::int64_t>(options.batch ? options.batch : network.batch, rows.prepared.training),
                  network.folds, options.seed + 2, options.threads);
  Trainer trainer([&](Scope s, const std::vector<Array>& b) { return network.loss(s, b[0], b[1], b[2]); },
                  batches.arrays(),
                  {.optimizer = optimizer,
                   .schedule = [growth](const Array& step) { return exp(step * growth); },
                   .seed = options.seed,
                   .threads = options.threads});

  LearningRates found;
  found.network = network.architecture;
  found.optimizer = optimizer.name;
  std::vector<double> losses;
  double least = INFINITY, recent = 0;
  for (int step = 0; step < range.steps; ++step) {
    const auto number = static_cast<std::int64_t>(step) % batches.count();
    if (number == 0) batches.start_epoch(1 + step / static_cast<int>(batches.count()));
    try {
      trainer.step(batches.fill(number));
    } catch (const Error&) {
      break;  // the rate has become so large that the loss is not finite
    }
    const double loss = trainer.loss();
    losses.push_back(loss);
    found.rates.push_back(range.lowest * elementary::exp(growth * step));
    recent = step == 0 ? loss : 0.7 * recent + 0.3 * loss;
    least = std::min(least, recent);
    if (step > 10 && recent > 4 * std::abs(least)) break;
  }
  if (losses.empty()) fail("find_learning_rate: the loss is not finite before the first step");
  found.losses = smoothed(losses);
  const auto lowest =
      static_cast<std::size_t>(std::min_element(found.losses.begin(), found.losses.end()) - found.losses.begin());
  const std::size_t best = steepest(found.losses, lowest);
  if (best == 0)
    fail("no learning rate between {:g} and {:g} lowers the loss of {} with {}", range.lowest, found.rates.back(),
         found.network, found.optimizer);
  found.suggested = found.rates[best];
  found.lowest_loss = found.rates[lowest];
  return found;
}

}  // namespace ansatz
