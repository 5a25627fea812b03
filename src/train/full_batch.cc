#include "train/full_batch.h"

#include <fmt/format.h>

#include "ansatz/compile.h"
#include "ansatz/grad.h"
#include "ansatz/text.h"
#include "base/fail.h"
#include "optim/minimize/layout.h"
#include "optim/minimize/lbfgs.h"

namespace ansatz {
namespace {

std::vector<Array> values_of(const NamedArrays& named) {
  std::vector<Array> values;
  for (const auto& [name, value] : named) values.push_back(value);
  return values;
}

}  // namespace

void check_full_batch(const Optimizer& optimizer, const FitOptions& options) {
  if (options.learning_rate > 0) fail("{} finds its own steps; it has no learning rate", optimizer.name);
  if (options.schedule) fail("{} finds its own steps; it has no schedule", optimizer.name);
  if (options.batch > 0) fail("{} takes all rows at once; it has no batches", optimizer.name);
  if (!optimizer.modifiers.empty())
    fail("{} finds its own steps; it does not go with: {}", optimizer.name, fmt::join(optimizer.modifiers, ", "));
}

struct FullBatchTraining::Parts {
  std::vector<std::string> names;
  Layout layout;
  std::vector<Array> rows;
  std::unique_ptr<Compiled> evaluate;
  std::unique_ptr<Lbfgs> minimisation;
  bool ended = false;
};

FullBatchTraining::FullBatchTraining(const TableNetwork& network, Batches& batches, const TrainerOptions& options,
                                     const Trainer& trainer) {
  const FullBatch& how = *options.optimizer.full_batch;
  const NamedArrays parameters = trainer.parameters();
  if (!trainer.states().empty())
    fail("{} does not go with networks that keep running statistics, such as batch_norm; take adam",
         options.optimizer.name);
  if (network.folds > 0)
    fail("{} does not go with the network {}; take adam, or another network, such as linear or mlp:64,64",
         options.optimizer.name, network.architecture);
  batches.start_epoch(1);
  parts_.reset(new Parts{.names = {}, .layout = Layout(values_of(parameters)), .rows = batches.fill(0)});
  for (const auto& [name, value] : parameters) parts_->names.push_back(name);
  const std::int64_t row_count = parts_->rows[0].dim(0);
  if (row_count * trainer.parameter_count() > 1'000'000'000)
    fail("{} rows and {} parameters are too much for {}, which takes all rows at each step; take adam",
         grouped(row_count), grouped(trainer.parameter_count()), options.optimizer.name);
  // The rows in double, so that the whole network is.
  for (Array& array : parts_->rows)
    if (array.dtype() == DType::f32) array = Array(to_vector<double>(array), array.shape());

  parts_->evaluate = std::make_unique<Compiled>(
      [network, how, name = options.optimizer.name, seed = options.seed,
       parts = parts_.get()](const std::vector<Array>& arguments) {
        const Array x = variable(arguments[0]);
        auto recording = std::make_shared<Recording>();
        recording->purpose = Recording::Purpose::training;
        recording->seed = seed;
        const std::vector<Array> each = parts->layout.parts(x);
        Array penalty = full({}, 0, DType::f64);
        for (std::size_t i = 0; i < each.size(); ++i) {
          recording->parameters.emplace(parts->names[i], each[i]);
          if (how.l2 > 0 && usual_treatment(parts->names[i], each[i].shape()).decays)
            penalty = penalty + sum(square(each[i])) * (how.l2 / 2);
        }
        Array loss = network.loss(Scope(recording), arguments[1], arguments[2], arguments[3]);
        if (!recording->random_calls.empty())
          fail(
              "{} needs a loss that is the same each time; take adam for networks that draw random numbers, as dropout "
              "does",
              name);
        for (const auto& [term_name, term] : recording->losses) loss = loss + term;
        loss = cast(loss, DType::f64) + penalty;
        return std::vector<Array>{loss, gradients(loss, {x})[0]};
      },
      CompileOptions{.threads = options.threads});
  const auto objective = [parts = parts_.get()](const std::vector<double>& x, std::vector<double>& gradient) {
    std::vector<Array> arguments = {vector_of(x)};
    arguments.insert(arguments.end(), parts->rows.begin(), parts->rows.end());
    const std::vector<Array> results = (*parts->evaluate)(arguments);
    gradient = to_vector<double>(results[1]);
    return item(results[0]);
  };
  parts_->minimisation = std::make_unique<Lbfgs>(objective, flat(values_of(parameters)),
                                                 MinimizeOptions{.max_iterations = 1'000'000, .memory = how.memory});
}

FullBatchTraining::~FullBatchTraining() = default;

double FullBatchTraining::advance(Trainer& trainer) {
  parts_->ended = !parts_->minimisation->advance();
  const std::vector<Array> arrays = parts_->layout.arrays(parts_->minimisation->x());
  NamedArrays parameters;
  for (std::size_t i = 0; i < arrays.size(); ++i) parameters.emplace(parts_->names[i], arrays[i]);
  trainer.set_parameters(parameters);
  return parts_->minimisation->report().value;
}

bool FullBatchTraining::ended() const { return parts_->ended; }

}  // namespace ansatz
