#include "ansatz/compile.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

#include "ansatz/run.h"
#include "array/node.h"
#include "base/fail.h"
#include "cpu/program.h"
#include "plan/graph.h"

namespace ansatz {
namespace {

// One recording: the program for one combination of argument types.
struct Recording {
  std::vector<Type> types;
  std::size_t state_count;
  bool guarded;
  std::vector<Array> captured;  // keeps the memory of arrays that the function refers to
  std::unique_ptr<cpu::Program> program;
  std::vector<std::byte*> arguments, results;  // pointers of a call, kept to allocate nothing
};

bool same_types(const Recording& recording, const std::vector<Array>& state, const std::vector<Array>& inputs) {
  if (recording.types.size() != state.size() + inputs.size()) return false;
  std::size_t i = 0;
  for (const std::vector<Array>* arrays : {&state, &inputs})
    for (const Array& array : *arrays) {
      const Type& type = recording.types[i++];
      if (type.dtype != array.dtype() || !(type.shape == array.shape())) return false;
    }
  return true;
}

// Whether nobody else can see the array's memory change.
bool alone(const Array& array) {
  return array.node().use_count() == 1 && array.node()->data.use_count() == 1 && !array.node()->operation;
}

// Numbers that nobody takes for results: NaN, or 0 where there is none.
void make_unknown(Array& array) {
  std::byte* numbers = array.node()->data->data();
  const std::int64_t count = array.size();
  if (array.dtype() == DType::f32)
    std::fill_n(reinterpret_cast<float*>(numbers), count, std::numeric_limits<float>::quiet_NaN());
  else if (array.dtype() == DType::f64)
    std::fill_n(reinterpret_cast<double*>(numbers), count, std::numeric_limits<double>::quiet_NaN());
  else
    std::memset(numbers, 0, static_cast<std::size_t>(count) * size_of(array.dtype()));
}

}  // namespace

struct Compiled::Parts {
  Function function;
  CompileOptions options;
  std::vector<std::unique_ptr<Recording>> recordings;
  std::size_t last = 0;

  Recording& recording_for(const std::vector<Array>& state, const std::vector<Array>& inputs, bool updating,
                           bool guarded) {
    auto fits = [&](const Recording& r) {
      return r.state_count == (updating ? state.size() : 0) && r.guarded == guarded && same_types(r, state, inputs);
    };
    if (last < recordings.size() && fits(*recordings[last])) return *recordings[last];
    for (last = 0; last < recordings.size(); ++last)
      if (fits(*recordings[last])) return *recordings[last];
    recordings.push_back(record(state, inputs, updating, guarded));
    return *recordings.back();
  }

  std::unique_ptr<Recording> record(const std::vector<Array>& state, const std::vector<Array>& inputs, bool updating,
                                    bool guarded) {
    auto recording = std::make_unique<Recording>();
    std::vector<Array> placeholders;
    for (const std::vector<Array>* arrays : {&state, &inputs})
      for (const Array& array : *arrays) {
        recording->types.push_back({array.shape(), array.dtype()});
        placeholders.push_back(placeholder(recording->types.back()));
      }
    const std::vector<Array> results = function(placeholders);
    recording->state_count = updating ? state.size() : 0;
    recording->guarded = guarded;
    if (results.size() < recording->state_count + guarded)
      fail("compile: the function returns {} arrays; the {} arrays of its state come first", results.size(), state.size());
    std::vector<int> updates(results.size(), -1);
    for (std::size_t i = 0; i < recording->state_count; ++i) updates[i] = static_cast<int>(i);
    plan::Graph graph = plan::capture(results, placeholders);
    recording->captured = graph.captured;
    recording->program = std::make_unique<cpu::Program>(
        plan::make_plan(graph, updates, guarded ? static_cast<int>(state.size()) : -1), cpu::chosen_isa());
    recording->arguments.resize(graph.arguments.size());
    recording->results.resize(results.size());
    for (std::size_t i = 0; i < graph.captured.size(); ++i)
      recording->arguments[recording->types.size() + i] = graph.captured[i].node()->data->data();
    return recording;
  }
};

Compiled::Compiled(Function function, CompileOptions options)
    : parts_(std::make_unique<Parts>(Parts{std::move(function), options, {}, 0})) {}
Compiled::~Compiled() = default;
Compiled::Compiled(Compiled&&) noexcept = default;
Compiled& Compiled::operator=(Compiled&&) noexcept = default;

std::vector<Array> Compiled::operator()(const std::vector<Array>& arguments) {
  std::vector<Array> none, outputs;
  update(none, arguments, outputs);
  return outputs;
}

bool Compiled::update(std::vector<Array>& state, const std::vector<Array>& inputs, std::vector<Array>& outputs,
                      bool guarded) {
  for (const std::vector<Array>* arrays : {static_cast<const std::vector<Array>*>(&state), &inputs})
    for (const Array& array : *arrays)
      if (!array.node()->data) {
        eval(*arrays);
        break;
      }
  Recording& recording = parts_->recording_for(state, inputs, true, guarded);
  const plan::Plan& plan = recording.program->plan();
  for (std::size_t i = 0; i < state.size(); ++i) {
    if (!alone(state[i])) {
      auto copy = std::make_shared<Buffer>(state[i].node()->data->bytes());
      std::memcpy(copy->data(), state[i].node()->data->data(), copy->bytes());
      state[i] = leaf(std::move(copy), recording.types[i]);
    }
    recording.arguments[i] = state[i].node()->data->data();
  }
  for (std::size_t i = 0; i < inputs.size(); ++i)
    recording.arguments[state.size() + i] = inputs[i].node()->data->data();
  const std::size_t count = plan.results.size() - state.size();
  outputs.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    const Type& type = plan.results[state.size() + i];
    Array& output = outputs[i];
    if (!alone(output) || output.dtype() != type.dtype || !(output.shape() == type.shape) || output.node()->weak)
      output = leaf(std::make_shared<Buffer>(type.shape.size() * size_of(type.dtype)), type);
    recording.results[state.size() + i] = output.node()->data->data();
  }
  const bool replaced = recording.program->run(recording.arguments, recording.results, parts_->options.threads);
  if (!replaced)  // the first output is the guard
    for (std::size_t i = 1; i < count; ++i) make_unknown(outputs[i]);
  return replaced;
}

std::size_t Compiled::recording() const { return parts_->last; }

std::string Compiled::plan() const {
  if (parts_->last >= parts_->recordings.size()) return "";
  return plan::to_string(parts_->recordings[parts_->last]->program->plan());
}

}  // namespace ansatz
