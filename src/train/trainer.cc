#include "train/trainer.h"

#include <cmath>
#include <cstring>

#include "ansatz/grad.h"
#include "ansatz/run.h"
#include "ansatz/operations.h"
#include "array/convert.h"
#include "array/graph.h"
#include "base/fail.h"
#include "ops/known.h"
#include "run/interpret.h"

namespace ansatz {
namespace {

Array copy_of(const Array& array) {
  auto buffer = std::make_shared<Buffer>(array.node()->data->bytes());
  std::memcpy(buffer->data(), array.node()->data->data(), buffer->bytes());
  Array copy = leaf(std::move(buffer), array.node()->type);
  copy.node()->path = array.node()->path;
  return copy;
}

bool all_numbers_finite(const Node& node, const Buffer& numbers) {
  const std::int64_t count = node.type.shape.size();
  if (!is_real(node.type.dtype)) return true;
  std::vector<double> values(count);
  convert(numbers.data(), node.type.dtype, values.data(), DType::f64, count);
  for (double value : values)
    if (!std::isfinite(value)) return false;
  return true;
}

}  // namespace

Trainer::Trainer(BatchLoss loss, const std::vector<Array>& example, TrainerOptions options)
    : loss_(std::move(loss)), options_(std::move(options)) {
  auto recording = std::make_shared<Recording>();
  recording->purpose = Recording::Purpose::initialize;
  recording->seed = options_.seed;
  std::vector<Array> placeholders;
  for (const Array& array : example) placeholders.push_back(placeholder({array.shape(), array.dtype()}));
  loss_(Scope(recording), placeholders);
  parameter_names_ = recording->order;
  std::vector<Array> parameters;
  for (const std::string& name : parameter_names_) parameters.push_back(recording->parameters.at(name));
  for (const auto& [name, value] : recording->states) state_names_.push_back(name);
  for (const Array& p : parameters) state_.push_back(copy_of(p));
  for (const auto& [name, value] : recording->states) state_.push_back(copy_of(value));
  std::vector<Array> optimizer_state = options_.optimizer.initialize(parameters);
  eval(optimizer_state);
  for (const Array& value : optimizer_state) state_.push_back(copy_of(value));
  state_.push_back(Array(std::vector<std::int64_t>{0}, {}));
  compiled_ = std::make_unique<Compiled>(
      [this](const std::vector<Array>& arguments) { return record(arguments, false); },
      CompileOptions{.threads = options_.threads});
}

// Arguments: parameters, states, optimizer state, step, then the batch. Results: all but the batch anew, then whether
// the step may be taken, and the loss. With `explain` only the loss and the gradients.
std::vector<Array> Trainer::record(const std::vector<Array>& arguments, bool explain) const {
  const std::size_t parameter_count = parameter_names_.size(), state_count = state_names_.size();
  const std::size_t held = state_.size();
  const std::vector<Array> batch(arguments.begin() + held, arguments.end());
  const Array step = arguments[held - 1];
  auto recording = std::make_shared<Recording>();
  recording->purpose = Recording::Purpose::training;
  recording->seed = options_.seed;
  recording->step = step;
  std::vector<Array> parameters;
  for (std::size_t i = 0; i < parameter_count; ++i) {
    parameters.push_back(arguments[i]);
    arguments[i].node()->path = std::make_shared<const std::string>(parameter_names_[i]);
    recording->parameters.emplace(parameter_names_[i], arguments[i]);
  }
  for (std::size_t i = 0; i < state_count; ++i)
    recording->states.emplace(state_names_[i], arguments[parameter_count + i]);

  Array loss = loss_(Scope(recording), batch);
  for (const auto& [name, term] : recording->losses) loss = loss + term;
  std::vector<Array> gradient = gradients(loss, parameters);
  std::vector<Array> watched = gradient;
  watched.insert(watched.begin(), loss);
  if (explain) return watched;
  const Array finite = all_finite(watched);
  // Behind a barrier: what replaces the parameters waits for the verdict.
  for (Array& g : gradient) g = ansatz::record(barrier_operation, {g, finite});

  std::vector<Array> optimizer_state(arguments.begin() + parameter_count + state_count, arguments.begin() + held - 1);
  const Array checked_step = ansatz::record(barrier_operation, {step, finite});
  const Array count = cast(checked_step, DType::f32);
  options_.optimizer.update(parameters, gradient, optimizer_state, count, options_.schedule(count), parameter_names_);

  std::vector<Array> results = parameters;
  for (std::size_t i = 0; i < state_count; ++i) {
    const auto found = recording->updates.find(state_names_[i]);
    const Array next = found == recording->updates.end() ? arguments[parameter_count + i] : found->second;
    results.push_back(ansatz::record(barrier_operation, {next, finite}));
  }
  results.insert(results.end(), optimizer_state.begin(), optimizer_state.end());
  results.push_back(checked_step + std::int64_t{1});
  results.push_back(finite);
  results.push_back(loss);
  return results;
}

void Trainer::step(const std::vector<Array>& batch, const std::string& where) {
  if (!compiled_->update(state_, batch, outputs_, /*guarded=*/true)) explain(batch, where);
  ++steps_;
}

float Trainer::loss() const { return *reinterpret_cast<const float*>(outputs_.at(1).node()->data->data()); }

NamedArrays Trainer::parameters() const {
  NamedArrays result;
  for (std::size_t i = 0; i < parameter_names_.size(); ++i) result.emplace(parameter_names_[i], copy_of(state_[i]));
  return result;
}

NamedArrays Trainer::states() const {
  NamedArrays result;
  for (std::size_t i = 0; i < state_names_.size(); ++i)
    result.emplace(state_names_[i], copy_of(state_[parameter_names_.size() + i]));
  return result;
}

std::int64_t Trainer::parameter_count() const {
  std::int64_t count = 0;
  for (std::size_t i = 0; i < parameter_names_.size(); ++i) count += state_[i].size();
  return count;
}

// The step once more, operation by operation, to name the first that is not finite.
void Trainer::explain(const std::vector<Array>& batch, const std::string& where) const {
  std::vector<Array> placeholders, arguments = state_;
  arguments.insert(arguments.end(), batch.begin(), batch.end());
  for (const Array& argument : arguments) placeholders.push_back(placeholder(argument.node()->type));
  const std::vector<Array> watched = record(placeholders, true);
  std::string culprit = "none when run one by one";
  for (std::size_t i = 0; i < batch.size(); ++i)
    if (!all_numbers_finite(*batch[i].node(), *batch[i].node()->data))
      fail("step {}{}: the batch itself holds a number that is not finite", steps_ + 1, where.empty() ? "" : " (" + where + ")");
  interpret(watched, placeholders, arguments, [&](const Node& node, const Buffer& numbers) {
    if (all_numbers_finite(node, numbers)) return true;
    std::string path;
    for (const Array& input : node.inputs)
      if (path.empty() && input.node()->path) path = *input.node()->path;
    if (path.empty() && node.path) path = *node.path;
    culprit = fmt::format("{}{}", node.operation->name, path.empty() ? "" : " at \"" + path + "\"");
    return false;
  });
  fail("step {}{}: the loss or a gradient is not finite; the first operation whose result is not: {}; "
       "a smaller learning rate often helps",
       steps_ + 1, where.empty() ? "" : " (" + where + ")", culprit);
}

}  // namespace ansatz
