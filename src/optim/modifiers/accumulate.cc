#include "ansatz/operations.h"
#include "ansatz/optimizer.h"
#include "base/fail.h"

namespace ansatz {

/// Takes a step only after every `batches` batches, along their mean gradient: as if the batch were so many times larger,
/// without its memory. In between parameters and state stay as they are.
Optimizer accumulate(Optimizer optimizer, std::int64_t batches) {
  if (batches < 1) fail("accumulate: {} batches; at least 1 is needed", batches);
  if (batches == 1) return optimizer;
  optimizer.modifiers.push_back(fmt::format("{} batches a step", batches));
  // The state is the inner one, the number of batches so far, and the mean gradients so far.
  optimizer.state = [inner = optimizer.state](const std::vector<Array>& parameters,
                                              const std::vector<Treatment>& treatments) {
    std::vector<Array> state = inner(parameters, treatments);
    state.push_back(zeros({}, parameters.empty() ? DType::f32 : parameters[0].dtype()));
    for (const Array& p : parameters) state.push_back(zeros_like(p));
    return state;
  };
  optimizer.batches = batches;
  optimizer.step = [inner = optimizer.step, batches](OptimizerStep& step) {
    const std::size_t count = step.parameters.size(), held = step.state.size() - count - 1;
    const Array collected = step.state[held] + 1.0;
    OptimizerStep next = step;
    next.state.resize(held);
    next.context.due.reset();  // how far another accumulation inside of it is, its own state tells
    if (step.context.due) {
      const bool now = *step.context.due;
      for (std::size_t i = 0; i < count; ++i) {
        next.gradients[i] = step.state[held + 1 + i] + step.gradients[i] * (1.0 / static_cast<double>(batches));
        step.state[held + 1 + i] = now ? zeros_like(next.gradients[i]) : next.gradients[i];
      }
      step.state[held] = now ? zeros_like(collected) : collected;
      if (!now) return;
      inner(next);
      step.parameters = next.parameters;
      std::copy(next.state.begin(), next.state.end(), step.state.begin());
      return;
    }
    const Array due = collected >= static_cast<double>(batches);
    std::vector<Array> kept = {where(due, 0.0, collected)};
    for (std::size_t i = 0; i < count; ++i) {
      next.gradients[i] = step.state[held + 1 + i] + step.gradients[i] * (1.0 / static_cast<double>(batches));
      kept.push_back(where(due, 0.0, next.gradients[i]));
    }
    inner(next);
    for (std::size_t i = 0; i < count; ++i) step.parameters[i] = where(due, next.parameters[i], step.parameters[i]);
    for (std::size_t i = 0; i < held; ++i) step.state[i] = where(due, next.state[i], step.state[i]);
    std::copy(kept.begin(), kept.end(), step.state.begin() + static_cast<std::ptrdiff_t>(held));
  };
  if (optimizer.evaluated)
    optimizer.evaluated = [inner = optimizer.evaluated](const std::vector<Array>& parameters,
                                                        const std::vector<Array>& state) {
      return inner(parameters, {state.begin(), state.end() - static_cast<std::ptrdiff_t>(parameters.size() + 1)});
    };
  return optimizer;
}

}  // namespace ansatz
