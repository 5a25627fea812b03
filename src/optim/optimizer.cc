#include "ansatz/optimizer.h"

#include "ansatz/operations.h"
#include "base/fail.h"

namespace ansatz {
namespace {

std::vector<Treatment> one_each(const std::vector<Treatment>& treatments, std::size_t count) {
  if (treatments.empty()) return std::vector<Treatment>(count);
  if (treatments.size() != count)
    fail("optimizer: {} treatments for {} parameters; one each is needed, or none", treatments.size(), count);
  return treatments;
}

}  // namespace

Treatment usual_treatment(const std::string&, const Shape& shape) { return {.decays = shape.rank() >= 2}; }

Treatment Optimizer::treatment(const std::string& parameter, const Shape& shape) const {
  Treatment treatment = treat(parameter, shape);
  if (weight_decay == 0 && !shrinks) treatment.decays = true;
  return treatment;
}

std::vector<Array> Optimizer::initialize(const std::vector<Array>& parameters,
                                         const std::vector<Treatment>& treatments) const {
  return state(parameters, one_each(treatments, parameters.size()));
}

void Optimizer::update(std::vector<Array>& parameters, const std::vector<Array>& gradients, std::vector<Array>& held,
                       const Array& factor, const std::vector<Treatment>& treatments,
                       const StepContext& context) const {
  OptimizerStep now{
      parameters, gradients, held, factor * learning_rate, weight_decay, one_each(treatments, parameters.size()),
      context};
  if (!moves_momentum) now.context.momentum.reset();
  step(now);
  parameters = std::move(now.parameters);
  held = std::move(now.state);
}

}  // namespace ansatz
