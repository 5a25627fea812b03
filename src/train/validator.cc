#include "train/validator.h"

#include <algorithm>
#include <cmath>

#include "ansatz/operations.h"
#include "ansatz/run.h"
#include "array/node.h"
#include "base/elementary.h"

namespace ansatz {

std::vector<std::vector<std::int64_t>> validation_rows(const TableNetwork& network, const Prepared& data) {
  std::vector<std::vector<std::int64_t>> parts(std::max(network.members, 1));
  if (network.folds == 0)
    for (std::int64_t i = 0; i < data.validation; ++i) parts[0].push_back(data.training + i);
  else
    for (std::int64_t i = 0; i < data.training; ++i)
      if (i % network.folds < network.members) parts[i % network.folds].push_back(i);
  return parts;
}

Validator::Validator(const TableNetwork& network, const Prepared& data, const Trainer& trainer, int threads, Loss loss)
    : data_(data), rows_(validation_rows(network, data)), loss_(std::move(loss)), scale_(data.target, data.training) {
  const std::int64_t width = data.encoder.features();
  for (const auto& part : rows_) {
    std::vector<float> features;
    for (std::int64_t row : part)
      features.insert(features.end(), data.features.begin() + row * width, data.features.begin() + (row + 1) * width);
    features_.push_back(Array(features, {static_cast<std::int64_t>(part.size()), width}));
  }
  std::vector<std::string> parameters, states;
  for (const auto& [name, value] : trainer.evaluated_parameters()) parameters.push_back(name);
  for (const auto& [name, value] : trainer.states()) states.push_back(name);
  predict_ = std::make_unique<Compiled>(
      [network, parameters, states, parts = rows_.size()](const std::vector<Array>& x) {
        auto recording = std::make_shared<Recording>();
        for (std::size_t i = 0; i < parameters.size(); ++i) recording->parameters.emplace(parameters[i], x[parts + i]);
        for (std::size_t i = 0; i < states.size(); ++i)
          recording->states.emplace(states[i], x[parts + parameters.size() + i]);
        const std::vector<Array> features(x.begin(), x.begin() + static_cast<std::ptrdiff_t>(parts));
        if (network.folds > 0) return network.predict_folds(Scope(recording), features);
        return std::vector<Array>{network.predict(Scope(recording), features[0])};
      },
      CompileOptions{.threads = threads});
  if (!loss_) return;
  if (data.target.task == Task::regression) {
    const std::int64_t outputs = data.target.outputs();
    std::vector<float> targets;
    for (const auto& part : rows_)
      for (const std::int64_t row : part)
        for (std::int64_t i = 0; i < outputs; ++i) targets.push_back(data.target.values[row * outputs + i]);
    targets_ = scale_.apply(Array(targets, {static_cast<std::int64_t>(targets.size()) / outputs, outputs}));
  } else {
    std::vector<std::int64_t> targets;
    for (const auto& part : rows_)
      for (const std::int64_t row : part) targets.push_back(data.target.codes[row]);
    targets_ = Array(targets, {static_cast<std::int64_t>(targets.size())});
  }
}

double Validator::chosen_loss(const std::vector<Array>& out) const {
  return item(summed_loss(loss_, scale_.apply(concatenate(out, 0)), targets_));
}

double Validator::operator()(const Trainer& trainer) {
  std::vector<Array> arguments = features_;
  for (const auto& [name, value] : trainer.evaluated_parameters()) arguments.push_back(value);
  for (const auto& [name, value] : trainer.states()) arguments.push_back(value);
  const std::vector<Array> out = (*predict_)(arguments);
  if (loss_) return chosen_loss(out);
  double total = 0;
  std::int64_t count = 0;
  for (std::size_t part = 0; part < rows_.size(); ++part) {
    const auto* numbers = reinterpret_cast<const float*>(out[part].node()->data->data());
    for (std::size_t i = 0; i < rows_[part].size(); ++i, ++count) total += error(numbers, i, rows_[part][i]);
  }
  return total / static_cast<double>(count);
}

double Validator::error(const float* numbers, std::size_t i, std::int64_t row) const {
  if (data_.target.task == Task::regression) {
    const auto outputs = static_cast<std::size_t>(data_.target.outputs());
    const float* predicted = numbers + i * outputs;
    const float* wanted = data_.target.values.data() + static_cast<std::size_t>(row) * outputs;
    if (outputs == 1) return std::abs(double{*predicted} - *wanted);
    double sum = 0;
    for (std::size_t k = 0; k < outputs; ++k) sum += std::abs(double{predicted[k]} - wanted[k]) / scale_.deviation(k);
    return sum / static_cast<double>(outputs);
  }
  const std::size_t classes = data_.target.classes.size();
  const float* logits = numbers + i * classes;
  const double largest = *std::max_element(logits, logits + classes);
  double sum = 0;
  for (std::size_t c = 0; c < classes; ++c) sum += elementary::exp(logits[c] - largest);
  return largest + elementary::log(sum) - logits[data_.target.codes[row]];
}

}  // namespace ansatz
