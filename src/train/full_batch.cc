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

void check_full_batch_recording(const std::string& optimizer, const Recording& recording) {
  if (!recording.states.empty())
    fail("{} does not go with networks that keep running statistics, such as batch_norm; take adam", optimizer);
  if (!recording.random_calls.empty())
    fail("{} needs a loss that is the same each time; take adam for networks that draw random numbers, as dropout does",
         optimizer);
}

void refuse_full_batch_folds(const std::string& optimizer, const std::string& architecture) {
  fail("{} does not go with the network {}; take adam, or another network, such as linear or mlp:64,64", optimizer,
       architecture);
}

struct FullBatchTraining::Parts {
  std::vector<std::string> names;
  Layout layout;
  std::vector<Array> rows;
  std::unique_ptr<Compiled> evaluate;
  std::unique_ptr<Lbfgs> minimisation;
  int memory;
  bool ended = false;
};

FullBatchTraining::FullBatchTraining(const TableNetwork& network, Batches& batches, const TrainerOptions& options,
                                     const Trainer& trainer) {
  const FullBatch& how = *options.optimizer.full_batch;
  const NamedArrays parameters = trainer.parameters();
  if (network.folds > 0) refuse_full_batch_folds(options.optimizer.name, network.architecture);
  batches.start_epoch(1);
  parts_.reset(
      new Parts{.names = {}, .layout = Layout(values_of(parameters)), .rows = batches.fill(0), .memory = how.memory});
  for (const auto& [name, value] : parameters) parts_->names.push_back(name);
  const std::int64_t row_count = parts_->rows[0].dim(0);
  if (row_count * trainer.parameter_count() > 1'000'000'000)
    fail("{} rows and {} parameters are too much for {}, which takes all rows at each step; take adam",
         grouped(row_count), grouped(trainer.parameter_count()), options.optimizer.name);
  // The rows in double, so that the whole network is.
  for (Array& array : parts_->rows)
    if (array.dtype() == DType::f32) array = Array(to_vector<double>(array), array.shape());

  parts_->evaluate = std::make_unique<Compiled>(
      [network, how, name = options.optimizer.name, seed = options.seed, states = trainer.states(),
       parts = parts_.get()](const std::vector<Array>& arguments) {
        const Array x = variable(arguments[0]);
        auto recording = std::make_shared<Recording>();
        recording->purpose = Recording::Purpose::training;
        recording->seed = seed;
        recording->states = states;
        const std::vector<Array> each = parts->layout.parts(x);
        Array penalty = full({}, 0, DType::f64);
        for (std::size_t i = 0; i < each.size(); ++i) {
          recording->parameters.emplace(parts->names[i], each[i]);
          if (how.l2 > 0 && usual_treatment(parts->names[i], each[i].shape()).decays)
            penalty = penalty + sum(square(each[i])) * (how.l2 / 2);
        }
        Array loss = network.loss(Scope(recording), arguments[1], arguments[2], arguments[3]);
        check_full_batch_recording(name, *recording);
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

NamedArrays FullBatchTraining::snapshot() const {
  const std::vector<double>& x = parts_->minimisation->x();
  const auto& pairs = parts_->minimisation->curvature().pairs();
  const auto rows = static_cast<std::int64_t>(pairs.size()), width = static_cast<std::int64_t>(x.size());
  std::vector<double> steps, changes;
  for (const Curvature::Pair& pair : pairs) {
    steps.insert(steps.end(), pair.step.begin(), pair.step.end());
    changes.insert(changes.end(), pair.change.begin(), pair.change.end());
  }
  return {{"x", Array(x, {width})},
          {"steps", Array(steps, {rows, width})},
          {"changes", Array(changes, {rows, width})},
          {"ended", Array(std::vector<std::int64_t>{parts_->ended}, {1})}};
}

void FullBatchTraining::restore(const NamedArrays& snapshot) {
  const auto width = static_cast<std::int64_t>(parts_->minimisation->x().size());
  const auto tensor = [&](const std::string& name, DType type, const Shape& shape) {
    const auto found = snapshot.find(name);
    if (found == snapshot.end()) fail("it has no tensor \"minimiser.{}\"", name);
    const Array& saved = found->second;
    if (saved.dtype() != type || !(saved.shape() == shape))
      fail("its tensor \"minimiser.{}\" is {} {}; {} {} is needed here", name, name_of(saved.dtype()),
           to_string(saved.shape()), name_of(type), to_string(shape));
    return saved;
  };
  const auto found = snapshot.find("steps");
  const std::int64_t pairs = found != snapshot.end() && found->second.shape().rank() == 2 ? found->second.dim(0) : 0;
  const auto steps = to_vector<double>(tensor("steps", DType::f64, {pairs, width}));
  const auto changes = to_vector<double>(tensor("changes", DType::f64, {pairs, width}));
  Curvature curvature(parts_->memory);
  for (auto at = std::ptrdiff_t{0}; at < pairs * width; at += width)
    curvature.learn({steps.begin() + at, steps.begin() + at + width},
                    {changes.begin() + at, changes.begin() + at + width});
  const bool ended = to_vector<std::int64_t>(tensor("ended", DType::i64, {1}))[0] != 0;
  parts_->minimisation->go_on(to_vector<double>(tensor("x", DType::f64, {width})), std::move(curvature));
  parts_->ended = ended;
}

}  // namespace ansatz
