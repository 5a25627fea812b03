#include "ansatz/fit.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>

#include "ansatz/compile.h"
#include "array/node.h"
#include "base/fail.h"
#include "base/text.h"
#include "ansatz/split.h"
#include "model/build.h"
#include "model/metrics.h"
#include "train/network.h"
#include "train/trainer.h"

namespace ansatz {
namespace {

using NetworkMaker = std::function<TableNetwork(const Prepared&)>;

std::vector<std::int64_t> picked(const std::vector<std::int64_t>& from, const std::vector<std::int64_t>& places) {
  std::vector<std::int64_t> result;
  for (std::int64_t place : places) result.push_back(from[place]);
  return result;
}

// The rows of `target` at these places, in this order.
Target picked(const Target& target, const std::vector<std::int64_t>& places) {
  Target result = target;
  result.rows = picked(target.rows, places);
  if (!target.values.empty()) {
    result.values.clear();
    for (std::int64_t place : places) result.values.push_back(target.values[place]);
  }
  if (!target.codes.empty()) {
    result.codes.clear();
    for (std::int64_t place : places) result.codes.push_back(target.codes[place]);
  }
  return result;
}

// The rows that validate: those set aside, or with folds those of each member's fold.
std::vector<std::vector<std::int64_t>> validation_rows(const TableNetwork& network, const Prepared& data) {
  std::vector<std::vector<std::int64_t>> parts(std::max(network.members, 1));
  if (network.folds == 0)
    for (std::int64_t i = 0; i < data.validation; ++i) parts[0].push_back(data.training + i);
  else
    for (std::int64_t i = 0; i < data.training; ++i)
      if (i % network.folds < network.members) parts[i % network.folds].push_back(i);
  return parts;
}

// The present network's error on rows that it did not learn from.
class Validator {
 public:
  Validator(const TableNetwork& network, const Prepared& data, const Trainer& trainer, int threads)
      : data_(data), rows_(validation_rows(network, data)) {
    const std::int64_t width = data.encoder.features();
    for (const auto& part : rows_) {
      std::vector<float> features;
      for (std::int64_t row : part)
        features.insert(features.end(), data.features.begin() + row * width, data.features.begin() + (row + 1) * width);
      features_.push_back(Array(features, {static_cast<std::int64_t>(part.size()), width}));
    }
    std::vector<std::string> parameters, states;
    for (const auto& [name, value] : trainer.parameters()) parameters.push_back(name);
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
  }

  // Mean absolute error in the target's units, or the mean log loss.
  double operator()(const Trainer& trainer) {
    std::vector<Array> arguments = features_;
    for (const auto& [name, value] : trainer.parameters()) arguments.push_back(value);
    for (const auto& [name, value] : trainer.states()) arguments.push_back(value);
    const std::vector<Array> out = (*predict_)(arguments);
    double total = 0;
    std::int64_t count = 0;
    for (std::size_t part = 0; part < rows_.size(); ++part) {
      const auto* numbers = reinterpret_cast<const float*>(out[part].node()->data->data());
      for (std::size_t i = 0; i < rows_[part].size(); ++i, ++count) total += error(numbers, i, rows_[part][i]);
    }
    return total / static_cast<double>(count);
  }

 private:
  double error(const float* numbers, std::size_t i, std::int64_t row) const {
    if (data_.target.task == Task::regression) return std::abs(double{numbers[i]} - data_.target.values[row]);
    const std::size_t classes = data_.target.classes.size();
    const float* logits = numbers + i * classes;
    const double largest = *std::max_element(logits, logits + classes);
    double sum = 0;
    for (std::size_t c = 0; c < classes; ++c) sum += std::exp(logits[c] - largest);
    return largest + std::log(sum) - logits[data_.target.codes[row]];
  }

  const Prepared& data_;
  std::vector<std::vector<std::int64_t>> rows_;
  std::vector<Array> features_;
  std::unique_ptr<Compiled> predict_;
};

// Batches of the training rows, shuffled anew each epoch; the memory of a batch is used again.
class Batches {
 public:
  Batches(const Prepared& data, std::int64_t batch, int folds, std::uint64_t seed)
      : data_(data), batch_(batch), folds_(std::max(folds, 1)), seed_(seed) {
    arrays_.push_back(Array(std::vector<float>(batch * data.encoder.features()), {batch, data.encoder.features()}));
    if (data.target.task == Task::regression)
      arrays_.push_back(Array(std::vector<float>(batch, 1.0f), {batch, 1}));
    else
      arrays_.push_back(Array(std::vector<std::int64_t>(batch), {batch}));
    arrays_.push_back(Array(std::vector<float>(batch), {batch, 1}));
  }
  std::int64_t count() const { return std::max<std::int64_t>(1, data_.training / batch_); }
  const std::vector<Array>& arrays() const { return arrays_; }

  void start_epoch(int epoch) { order_ = shuffled(data_.training, seed_, static_cast<std::uint64_t>(epoch)); }
  const std::vector<Array>& fill(std::int64_t number) {
    const std::int64_t width = data_.encoder.features();
    auto* x = reinterpret_cast<float*>(arrays_[0].node()->data->data());
    for (std::int64_t i = 0; i < batch_; ++i) {
      const std::int64_t row = order_[number * batch_ + i];
      std::memcpy(x + i * width, data_.features.data() + row * width, width * sizeof(float));
      reinterpret_cast<float*>(arrays_[2].node()->data->data())[i] = static_cast<float>(row % folds_);
      if (data_.target.task == Task::regression)
        reinterpret_cast<float*>(arrays_[1].node()->data->data())[i] = data_.target.values[row];
      else
        reinterpret_cast<std::int64_t*>(arrays_[1].node()->data->data())[i] = data_.target.codes[row];
    }
    return arrays_;
  }

 private:
  const Prepared& data_;
  std::int64_t batch_;
  int folds_;
  std::uint64_t seed_;
  std::vector<Array> arrays_;
  std::vector<std::int64_t> order_;
};

std::string column_line(const Table& inputs, const Encoder& encoder) {
  std::map<ColumnKind, int> kinds;
  for (const Column& column : inputs.columns()) ++kinds[column.kind];
  std::string text;
  for (const auto& [kind, count] : kinds) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, kind_name(kind));
  return fmt::format("input: {} columns ({}) as {} features", inputs.columns().size(), text, encoder.features());
}

std::string target_line(const Target& target) {
  if (target.task == Task::regression) {
    const auto [low, high] = std::minmax_element(target.values.begin(), target.values.end());
    const auto text = [](float x) {
      return x == std::floor(x) && std::abs(x) < 1e15f ? grouped(static_cast<std::int64_t>(x)) : fmt::format("{:g}", x);
    };
    return fmt::format("output: {}, regression, {} to {}", target.name, text(*low), text(*high));
  }
  std::string text = fmt::format("output: {}, {} classes:", target.name, target.classes.size());
  std::vector<std::int64_t> counts(target.classes.size(), 0);
  for (std::int32_t code : target.codes) ++counts[code];
  for (std::size_t c = 0; c < std::min<std::size_t>(target.classes.size(), 8); ++c)
    text += fmt::format(" {} ({})", target.classes[c], counts[c]);
  return text + (target.classes.size() > 8 ? " …" : "");
}

std::string rows_line(const FitReport& report, bool folds, bool given) {
  const std::string test = fmt::format("{} to test{}", grouped(report.test_rows), given ? " (given)" : "");
  if (folds)
    return fmt::format("rows: {} to train, {} of them check members that never see them, {}",
                       grouped(report.training_rows), grouped(report.validation_rows), test);
  return fmt::format("rows: {} to train, {} to validate, {}", grouped(report.training_rows), grouped(report.validation_rows), test);
}

void check(const FitOptions& options) {
  if (options.learning_rate < 0) fail("the learning rate is {}; it must be above 0", options.learning_rate);
  if (options.epochs < 0) fail("{} epochs are asked for; at least 1 is needed", options.epochs);
  if (options.batch < 0) fail("a batch of {} rows is asked for; at least 1 is needed", options.batch);
  if (options.patience < 0) fail("a patience of {} epochs is asked for; at least 1 is needed", options.patience);
}

// `folds`: whether the network validates itself with rows that some of its members never see.
FitReport fit_network(const NetworkMaker& make, bool folds, const Dataset& data, const FitOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  auto seconds = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(); };
  check(options);
  FitReport report;
  const Target all = find_target(data.table, data.target);
  report.notes = data.table.notes;
  report.notes.insert(report.notes.end(), all.notes.begin(), all.notes.end());

  // Rows: a fifth for the test when none is given, a tenth of the rest for validation.
  const auto available = static_cast<std::int64_t>(all.rows.size());
  if (available < 10)
    fail("{} has {} rows with a target; at least 10 are needed to fit and to check", data.table.label(), available);
  std::vector<std::int64_t> fitting(available), testing;
  for (std::int64_t i = 0; i < available; ++i) fitting[i] = i;
  if (!options.test) {
    const Split parts = split(available, 0.2, options.seed, all.codes);
    fitting = parts.first;
    testing = parts.second;
  }
  const Target rest = picked(all, fitting);
  const auto count = static_cast<std::int64_t>(fitting.size());
  Split parts;
  if (folds)
    parts.first = shuffled(count, options.seed + 1);
  else
    parts = split(count, 0.1, options.seed + 1, rest.codes);
  std::vector<std::int64_t> order = parts.first;
  order.insert(order.end(), parts.second.begin(), parts.second.end());

  Prepared prepared;
  prepared.target = picked(rest, order);
  prepared.training = static_cast<std::int64_t>(parts.first.size());
  prepared.validation = static_cast<std::int64_t>(parts.second.size());
  const Table inputs = data.table.without(data.target);
  std::vector<std::int64_t> training_rows(prepared.target.rows.begin(), prepared.target.rows.begin() + prepared.training);
  prepared.encoder = fit_encoder(inputs, training_rows);
  prepared.features = encode(prepared.encoder, inputs.select(prepared.target.rows), report.notes);
  for (const std::string& dropped : prepared.encoder.dropped) report.notes.push_back(dropped);
  const Table test = options.test ? *options.test : data.table.select(picked(all.rows, testing));
  report.training_rows = prepared.training;
  report.test_rows = test.rows();

  TableNetwork network = make(prepared);
  for (const auto& part : validation_rows(network, prepared)) report.validation_rows += static_cast<std::int64_t>(part.size());
  const int epochs = options.epochs ? options.epochs : network.epochs;
  const int patience = options.patience ? options.patience : network.patience;
  const std::int64_t batch = std::min<std::int64_t>(options.batch ? options.batch : network.batch, prepared.training);
  Batches batches(prepared, batch, network.folds, options.seed + 2);
  TrainerOptions trainer_options{network.optimizer, network.schedule(epochs * batches.count()), options.seed,
                                 options.threads};
  if (options.learning_rate > 0) {
    const double factor = options.learning_rate / network.optimizer.learning_rate;
    trainer_options.schedule = [schedule = trainer_options.schedule, factor](const Array& step) {
      return schedule(step) * factor;
    };
    trainer_options.optimizer.learning_rate = options.learning_rate;
  }
  Trainer trainer([&](Scope s, const std::vector<Array>& b) { return network.loss(s, b[0], b[1], b[2]); }, batches.arrays(),
                  trainer_options);

  report.inferred = {column_line(inputs, prepared.encoder), target_line(all),
                     rows_line(report, folds, options.test.has_value()),
                     fmt::format("architecture: {}, {} parameters", network.architecture, grouped(trainer.parameter_count())),
                     fmt::format("loss: {}", network.loss_name),
                     fmt::format("optimizer: {}, learning rate {:g}, batch {}, at most {} epochs",
                                 trainer_options.optimizer.name, trainer_options.optimizer.learning_rate, batch, epochs)};
  for (const std::string& remark : network.remarks) report.inferred.push_back(remark);
  if (options.on_start) options.on_start(report.inferred);

  Validator validate(network, prepared, trainer, options.threads);
  NamedArrays best_parameters = trainer.parameters(), best_states = trainer.states();
  double best = std::numeric_limits<double>::infinity();
  for (int epoch = 1; epoch <= epochs; ++epoch) {
    batches.start_epoch(epoch);
    double loss = 0;
    for (std::int64_t b = 0; b < batches.count(); ++b) {
      trainer.step(batches.fill(b), fmt::format("epoch {}, batch {}", epoch, b + 1));
      loss += trainer.loss() / static_cast<double>(batches.count());
    }
    Progress progress;
    progress.epoch = epoch;
    progress.epochs = epochs;
    progress.training_loss = loss;
    progress.metric = prepared.target.task == Task::regression ? "mae" : "log_loss";
    progress.validation = validate(trainer);
    progress.best = progress.validation < best;
    progress.seconds = seconds();
    progress.seconds_left = progress.seconds / epoch * (epochs - epoch);
    if (progress.best) {
      best = progress.validation;
      best_parameters = trainer.parameters();
      best_states = trainer.states();
      report.best_epoch = epoch;
    }
    report.history.push_back(progress);
    if (options.on_progress && !options.on_progress(progress)) {
      report.interrupted = true;
      break;
    }
    // With a margin, a schedule is cut short only when the fit has clearly gone astray.
    const bool astray = network.keep_margin == 0 || options.patience > 0 || progress.validation > 1.5 * best;
    if (epoch - report.best_epoch >= patience && epoch < epochs && astray) {
      report.stopped_early = true;
      break;
    }
  }
  if (const Progress& last = report.history.back();
      network.keep_margin > 0 && !report.stopped_early && last.validation * (1 - network.keep_margin) <= best) {
    best_parameters = trainer.parameters();
    best_states = trainer.states();
    report.best_epoch = last.epoch;
  }

  ModelParts model;
  model.encoder = prepared.encoder;
  model.target = data.target;
  model.classifies = prepared.target.task == Task::classification;
  model.class_names = prepared.target.classes;
  model.parameters = best_parameters;
  model.inference = [&](const NamedArrays& parameters, const Array& features) {
    auto recording = std::make_shared<Recording>();
    recording->parameters = parameters;
    recording->states = best_states;
    return network.predict(Scope(recording), features);
  };
  model.metadata = {{"architecture", network.architecture},
                    {"loss", network.loss_name},
                    {"optimizer", trainer_options.optimizer.name},
                    {"learning_rate", fmt::format("{:g}", trainer_options.optimizer.learning_rate)},
                    {"batch", std::to_string(batch)},
                    {"epochs", std::to_string(report.history.size())},
                    {"best_epoch", std::to_string(report.best_epoch)},
                    {"seed", std::to_string(options.seed)},
                    {"rows", std::to_string(report.training_rows)}};
  report.model = build_model(model);
  if (test.rows() > 0) report.test = report.model.evaluate(test);
  report.seconds = seconds();
  return report;
}

}  // namespace

FitReport fit(const Dataset& data, const FitOptions& options) { return fit(tabular_name, data, options); }

FitReport fit(const std::string& architecture, const Dataset& data, const FitOptions& options) {
  return fit_network([&](const Prepared& prepared) { return named_network(architecture, prepared, options); },
                     architecture == tabular_name, data, options);
}

FitReport fit(const Architecture& architecture, const Dataset& data, const FitOptions& options) {
  return fit_network([&](const Prepared& prepared) { return plain_network(prepared, architecture, "custom", options); },
                     false, data, options);
}

std::string to_string(const FitReport& report) {
  std::string text;
  for (const std::string& line : report.inferred) text += line + '\n';
  for (const std::string& note : report.notes) text += "note: " + note + '\n';
  text += fmt::format("{} epochs, the best was {}, {:.1f} s\n", report.history.size(), report.best_epoch, report.seconds);
  for (const auto& [name, value] : report.test) text += fmt::format("test {}: {:g}\n", name, value);
  return text;
}

void print(const FitReport& report) { fmt::print("{}", to_string(report)); }

}  // namespace ansatz
