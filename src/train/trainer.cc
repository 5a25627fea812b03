#include "train/trainer.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "ansatz/grad.h"
#include "ansatz/operations.h"
#include "ansatz/run.h"
#include "array/convert.h"
#include "array/graph.h"
#include "base/fail.h"
#include "nn/places.h"
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

// The parameter that `array` is or looks at (a layer multiplies by its weight's transpose), among those of these names.
std::string parameter_behind(const Array& array, const std::vector<std::string>& names) {
  const Node& node = *array.node();
  if (node.path && std::find(names.begin(), names.end(), *node.path) != names.end()) return *node.path;
  const bool looks = node.operation && (node.operation->kind == Kind::view || node.operation->kind == Kind::same);
  return looks ? parameter_behind(node.inputs[0], names) : "";
}

// Where in the network the operation stands: ` at "hidden.weight"` when it reads a parameter, ` near "hidden"`
// otherwise; empty when nothing but the root scope was used before.
std::string place_of(const Node& node, const std::vector<std::string>& parameter_names) {
  for (const Array& input : node.inputs)
    if (const std::string path = parameter_behind(input, parameter_names); !path.empty())
      return fmt::format(" at \"{}\"", path);
  return node.path ? fmt::format(" near \"{}\"", *node.path) : "";
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
  for (const std::string& name : parameter_names_) {
    const Shape shape = recording->parameters.at(name).shape();
    const Treatment treatment = options_.optimizer.treatment(name, shape);
    std::size_t group = treatment.whole ? groups_.size() : 0;
    while (group < groups_.size() && groups_[group].treatment != treatment) ++group;
    if (group == groups_.size()) groups_.push_back({treatment, {}});
    groups_[group].members.push_back(shapes_.size());
    shapes_.push_back(shape);
  }
  places_.resize(shapes_.size());
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    std::vector<float> numbers;
    for (const std::size_t member : groups_[g].members) {
      places_[member] = {g, static_cast<std::int64_t>(numbers.size())};
      const std::vector<float> drawn = to_vector<float>(recording->parameters.at(parameter_names_[member]));
      numbers.insert(numbers.end(), drawn.begin(), drawn.end());
    }
    state_.push_back(Array(numbers, groups_[g].treatment.whole ? shapes_[groups_[g].members[0]]
                                                               : Shape{static_cast<std::int64_t>(numbers.size())}));
  }
  for (const auto& [name, value] : recording->states) {
    state_names_.push_back(name);
    state_.push_back(copy_of(value));
  }
  const std::vector<Array> joined(state_.begin(), state_.begin() + static_cast<std::ptrdiff_t>(groups_.size()));
  std::vector<Array> optimizer_state = options_.optimizer.initialize(joined, treatments());
  eval(optimizer_state);
  for (const Array& value : optimizer_state) state_.push_back(copy_of(value));
  if (options_.adjustable_rate) state_.push_back(Array(std::vector<float>{1}, {}));
  state_.push_back(Array(std::vector<std::int64_t>{0}, {}));
  const auto recorded = [this](bool due) {
    return std::make_unique<Compiled>(
        [this, due](const std::vector<Array>& arguments) { return record(arguments, false, due); },
        CompileOptions{.threads = options_.threads});
  };
  compiled_ = recorded(true);
  last_ = compiled_.get();
  if (options_.optimizer.batches > 1) collecting_ = recorded(false);
}

Array Trainer::parameter_in(const std::vector<Array>& groups, std::size_t number) const {
  const auto [group, offset] = places_[number];
  if (groups_[group].treatment.whole) return groups[group];
  return reshape(slice(groups[group], 0, offset, offset + shapes_[number].size()), shapes_[number]);
}

// Arguments: groups of parameters, states, optimizer state, rate if adjustable, step, then the batch. Results: all but the batch anew, then
// whether the step may be taken, and the loss. With `explain` only the loss and the gradients.
std::vector<Array> Trainer::record(const std::vector<Array>& arguments, bool explain, bool due) const {
  const auto first_of = [&](std::size_t n) { return arguments.begin() + static_cast<std::ptrdiff_t>(n); };
  const std::size_t group_count = groups_.size(), state_count = state_names_.size(), held = state_.size();
  std::vector<Array> groups(first_of(0), first_of(group_count));
  const std::vector<Array> batch(first_of(held), arguments.end());
  auto recording = std::make_shared<Recording>();
  recording->purpose = Recording::Purpose::training;
  recording->seed = options_.seed;
  recording->step = arguments[held - 1];
  std::vector<Array> parameters;
  for (std::size_t i = 0; i < shapes_.size(); ++i) {
    parameters.push_back(variable(parameter_in(groups, i)));
    parameters[i].node()->path = std::make_shared<const std::string>(parameter_names_[i]);
    recording->parameters.emplace(parameter_names_[i], parameters[i]);
  }
  for (std::size_t i = 0; i < state_count; ++i) recording->states.emplace(state_names_[i], arguments[group_count + i]);

  Array loss = loss_(Scope(recording), batch);
  for (const auto& [name, term] : recording->losses) loss = loss + term;
  if (explain) name_places(*recording, loss);
  const std::vector<Array> gradient = gradients(loss, parameters);
  std::vector<Array> watched = {loss};
  if (explain) {
    watched.insert(watched.end(), gradient.begin(), gradient.end());
    return watched;
  }
  for (const Group& group : groups_) {
    if (group.treatment.whole) {
      watched.push_back(gradient[group.members[0]]);
      continue;
    }
    std::vector<Array> pieces;
    for (const std::size_t member : group.members) pieces.push_back(flatten(gradient[member]));
    watched.push_back(concatenate(pieces));
  }
  const Array finite = all_finite(watched);
  // Behind a barrier: what replaces the state waits for the verdict.
  const auto checked = [&](const Array& x) { return barrier(x, finite); };
  std::vector<Array> joined_gradients;
  for (std::size_t g = 0; g < group_count; ++g) joined_gradients.push_back(checked(watched[g + 1]));
  const Array step = checked(arguments[held - 1]);
  std::vector<Array> optimizer_state;
  const std::size_t optimizer_end = held - 1 - options_.adjustable_rate;
  for (std::size_t i = group_count + state_count; i < optimizer_end; ++i)
    optimizer_state.push_back(checked(arguments[i]));
  Array factor = options_.schedule(cast(step, DType::f32));
  const Array rate = options_.adjustable_rate ? checked(arguments[optimizer_end]) : Array(1.0f);
  if (options_.adjustable_rate) factor = factor * rate;
  StepContext context;
  if (options_.momentum) context.momentum = options_.momentum(cast(step, DType::f32));
  if (collecting_) context.due = due;
  options_.optimizer.update(groups, joined_gradients, optimizer_state, factor, treatments(), context);

  std::vector<Array> results = groups;
  for (std::size_t i = 0; i < state_count; ++i) {
    const auto found = recording->updates.find(state_names_[i]);
    results.push_back(checked(found == recording->updates.end() ? arguments[group_count + i] : found->second));
  }
  results.insert(results.end(), optimizer_state.begin(), optimizer_state.end());
  if (options_.adjustable_rate) results.push_back(rate);
  results.push_back(step + std::int64_t{1});
  results.push_back(finite);
  results.push_back(loss);
  return results;
}

void Trainer::step(const std::vector<Array>& batch, StepPlace place) {
  const bool due = (steps_ + 1) % options_.optimizer.batches == 0;
  last_ = collecting_ && !due ? collecting_.get() : compiled_.get();
  if (!last_->update(state_, batch, outputs_, /*guarded=*/true)) explain(batch, place);
  ++steps_;
}

void Trainer::set_rate(double factor) {
  if (!options_.adjustable_rate) fail("set_rate: the trainer was made without adjustable_rate");
  state_[state_.size() - 2] = Array(std::vector<float>{static_cast<float>(factor)}, {});
}

float Trainer::loss() const { return *reinterpret_cast<const float*>(outputs_.at(1).node()->data->data()); }

std::vector<Treatment> Trainer::treatments() const {
  std::vector<Treatment> result;
  for (const Group& group : groups_) result.push_back(group.treatment);
  return result;
}

NamedArrays Trainer::parameters() const { return named(state_); }

NamedArrays Trainer::evaluated_parameters() const {
  if (!options_.optimizer.evaluated) return parameters();
  const auto at = [&](std::size_t i) { return state_.begin() + static_cast<std::ptrdiff_t>(i); };
  return named(options_.optimizer.evaluated(
      {at(0), at(groups_.size())},
      {at(groups_.size() + state_names_.size()), state_.end() - 1 - options_.adjustable_rate}));
}

// Copies of the parameters that lie in these groups.
NamedArrays Trainer::named(const std::vector<Array>& groups) const {
  NamedArrays result;
  for (std::size_t i = 0; i < parameter_names_.size(); ++i) {
    const auto [group, offset] = places_[i];
    const auto* numbers = reinterpret_cast<const float*>(groups[group].node()->data->data()) + offset;
    Array parameter(std::vector<float>(numbers, numbers + shapes_[i].size()), shapes_[i]);
    parameter.node()->path = std::make_shared<const std::string>(parameter_names_[i]);
    result.emplace(parameter_names_[i], std::move(parameter));
  }
  return result;
}

void Trainer::set_parameters(const NamedArrays& parameters) {
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    std::vector<float> numbers;
    for (const std::size_t member : groups_[g].members) {
      const std::vector<float> values = to_vector<float>(parameters.at(parameter_names_[member]));
      numbers.insert(numbers.end(), values.begin(), values.end());
    }
    state_[g] = Array(numbers, state_[g].shape());
  }
}

NamedArrays Trainer::states() const {
  NamedArrays result;
  for (std::size_t i = 0; i < state_names_.size(); ++i)
    result.emplace(state_names_[i], copy_of(state_[groups_.size() + i]));
  return result;
}

NamedArrays Trainer::snapshot() const {
  NamedArrays result;
  for (auto& [name, value] : parameters()) result.emplace("parameter." + name, value);
  for (auto& [name, value] : states()) result.emplace("state." + name, value);
  const std::size_t first = groups_.size() + state_names_.size();
  for (std::size_t i = first; i + 1 < state_.size(); ++i)
    result.emplace(fmt::format("optimizer.{}", i - first), copy_of(state_[i]));
  result.emplace("step", copy_of(state_.back()));
  return result;
}

void Trainer::restore(const NamedArrays& snapshot) {
  const NamedArrays present = this->snapshot();
  // Parameters are told first: people know their names.
  std::vector<std::pair<std::string, Array>> order(present.begin(), present.end());
  std::stable_partition(order.begin(), order.end(),
                        [](const auto& each) { return each.first.starts_with("parameter."); });
  for (const auto& [name, value] : order) {
    const auto found = snapshot.find(name);
    if (found == snapshot.end()) fail("it has no tensor \"{}\"", name);
    const Array& saved = found->second;
    if (saved.shape() != value.shape() || saved.dtype() != value.dtype())
      fail("its tensor \"{}\" is {} {}; this network's is {} {}", name, name_of(saved.dtype()),
           to_string(saved.shape()), name_of(value.dtype()), to_string(value.shape()));
  }
  for (const auto& [name, value] : snapshot)
    if (!present.contains(name)) fail("its tensor \"{}\" belongs to another network or optimizer", name);

  std::vector<Array> restored;
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    std::vector<float> numbers;
    for (const std::size_t member : groups_[g].members) {
      const std::vector<float> part = to_vector<float>(snapshot.at("parameter." + parameter_names_[member]));
      numbers.insert(numbers.end(), part.begin(), part.end());
    }
    restored.push_back(Array(numbers, state_[g].shape()));
  }
  for (const std::string& name : state_names_) restored.push_back(copy_of(snapshot.at("state." + name)));
  const std::size_t first = restored.size();
  for (std::size_t i = first; i + 1 < state_.size(); ++i)
    restored.push_back(copy_of(snapshot.at(fmt::format("optimizer.{}", i - first))));
  restored.push_back(copy_of(snapshot.at("step")));
  state_ = std::move(restored);
  steps_ = *reinterpret_cast<const std::int64_t*>(state_.back().node()->data->data());
}

std::int64_t Trainer::parameter_count() const {
  std::int64_t count = 0;
  for (const Shape& shape : shapes_) count += shape.size();
  return count;
}

// The step once more, operation by operation, to name the first that is not finite.
void Trainer::explain(const std::vector<Array>& batch, StepPlace place) const {
  const std::string where = place.epoch > 0 ? fmt::format(" (epoch {}, batch {})", place.epoch, place.batch) : "";
  std::vector<Array> placeholders, arguments = state_;
  arguments.insert(arguments.end(), batch.begin(), batch.end());
  for (const Array& argument : arguments) placeholders.push_back(placeholder(argument.node()->type));
  const std::vector<Array> watched = record(placeholders, true, true);
  std::string culprit = "none when run one by one";
  for (std::size_t i = 0; i < batch.size(); ++i)
    if (!all_numbers_finite(*batch[i].node(), *batch[i].node()->data))
      fail("step {}{}: the batch itself holds a number that is not finite", steps_ + 1,
           where);
  interpret(watched, placeholders, arguments, [&](const Node& node, const Buffer& numbers) {
    if (all_numbers_finite(node, numbers)) return true;
    const bool backward = node.id > watched[0].node()->id;
    culprit = fmt::format("{}{}{}", node.operation->name, backward ? " in the gradient" : "",
                          place_of(node, parameter_names_));
    return false;
  });
  fail(
      "step {}{}: the loss or a gradient is not finite; the first operation whose result is not: {}; "
      "a smaller learning rate often helps",
      steps_ + 1, where, culprit);
}

}  // namespace ansatz
