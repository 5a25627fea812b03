#include "cli/optimizer_options.h"

#include <fmt/format.h>

#include <CLI/App.hpp>

#include "ansatz/error.h"
#include "cli/options.h"

namespace ansatz::cli {
namespace {

// The optimizer with all that was asked for around it: from the inside, decay, clipping (of the gradient with its
// penalties), penalties, averages, accumulation.
Optimizer put_around(const OptimizerOptions& options, Optimizer optimizer) {
  if (options.weight_decay > 0) optimizer = decay_weights(std::move(optimizer), options.weight_decay);
  if (options.clip_value > 0) optimizer = clip_by_value(std::move(optimizer), options.clip_value);
  if (options.clip_norm > 0) optimizer = clip_by_norm(std::move(optimizer), options.clip_norm);
  if (options.l2 > 0) optimizer = l2_penalty(std::move(optimizer), options.l2);
  if (options.l1 > 0) optimizer = l1_penalty(std::move(optimizer), options.l1);
  if (options.average > 0) optimizer = average_weights(std::move(optimizer), options.average);
  return accumulate(std::move(optimizer), options.accumulate);
}

}  // namespace

void add_optimizer_options(CLI::App& app, OptimizerOptions& options) {
  const std::size_t before = app.get_options().size();
  add_text(app, "--optimizer", "NAME", options.optimizer, fmt::format("{}", fmt::join(optimizer_names(), ", ")));
  add_positive(app, "--lr", options.learning_rate, "the learning rate");
  add_text(app, "--schedule", "NAME", options.schedule,
           fmt::format("of the learning rate: {}", fmt::join(schedule_names(), ", ")));
  add_positive(app, "--weight-decay", options.weight_decay, "each step shrinks the weights by rate · X");
  add_positive(app, "--l1", options.l1, "penalty X · sum of |weight|, added to the loss");
  add_positive(app, "--l2", options.l2, "penalty X/2 · sum of weight², added to the loss");
  add_positive(app, "--clip-norm", options.clip_norm, "scales gradients with a larger norm down to it");
  add_positive(app, "--clip-value", options.clip_value, "moves each part of the gradient into -X to X");
  add_integer(app, "--accumulate", options.accumulate, {1, 1'000'000}, "takes a step every N batches");
  add_share(app, "--ema", options.average, 0.999, "keeps the average of the weights, the old ones' share X");
  const auto all = app.get_options();
  for (std::size_t i = before; i < all.size(); ++i)
    app.get_option("--" + all[i]->get_lnames().at(0))->group("the optimizer");
}

void apply(const OptimizerOptions& options, FitOptions& how) {
  if (!options.optimizer.empty()) how.optimizer = optimizer(options.optimizer);
  if (how.optimizer && how.optimizer->full_batch) {
    const std::string name = how.optimizer->name;
    if (options.learning_rate > 0)
      throw Error(fmt::format("--lr does not go with {}, which finds its own steps", name));
    if (!options.schedule.empty())
      throw Error(fmt::format("--schedule does not go with {}, which finds its own steps", name));
    const std::vector<std::string> around = put_around(options, *how.optimizer).modifiers;
    if (!around.empty())
      throw Error(fmt::format("{} finds its own steps; it does not go with: {}{}", name, fmt::join(around, ", "),
                              options.l2 > 0 ? fmt::format("; write {}:l2={:g}", name, options.l2) : ""));
  }
  if (!options.schedule.empty()) how.schedule = schedule(options.schedule);
  how.learning_rate = options.learning_rate;
  how.around_optimizer = [options](Optimizer optimizer) { return put_around(options, std::move(optimizer)); };
}

}  // namespace ansatz::cli
