#include "ansatz/fit.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <memory>
#include <optional>

#include "ansatz/text.h"
#include "base/fail.h"
#include "cpu/isa.h"
#include "data/fingerprint.h"
#include "model/build.h"
#include "train/inferred.h"
#include "train/loop.h"
#include "train/network.h"
#include "train/rows.h"
#include "train/suitable_loss.h"

namespace ansatz {
namespace {

using NetworkMaker = std::function<TableNetwork(const Prepared&)>;

void check(const FitOptions& options) {
  if (options.learning_rate < 0) fail("the learning rate is {}; it must be above 0", options.learning_rate);
  if (options.epochs < 0) fail("{} epochs are asked for; at least 1 is needed", options.epochs);
  if (!(options.test_fraction >= 0 && options.test_fraction < 1))
    fail("a test fraction of {:g} is asked for; it must be from 0 to below 1", options.test_fraction);
  if (!(options.epoch_share > 0)) fail("{:g} of the epochs are asked for; the share must be above 0", options.epoch_share);
  if (options.batch < 0) fail("a batch of {} rows is asked for; at least 1 is needed", options.batch);
  if (options.checkpoint.resume && options.checkpoint.file.empty()) fail("to resume, name the checkpoint's file");
  if (options.checkpoint.every_epochs < 0)
    fail("a checkpoint every {} epochs is asked for; at least 1 is needed", options.checkpoint.every_epochs);
  if (options.patience < 0) fail("a patience of {} epochs is asked for; at least 1 is needed", options.patience);
}

// What this fit does, from the network's defaults and the options.
struct FitSettings {
  int epochs, patience;
  std::int64_t batch;
  ScheduleForm schedule;
  TrainerOptions trainer;

  /// "adam, clipped at norm 1"
  std::string optimizer_text() const {
    return fmt::format("{}{}{}", trainer.optimizer.name, trainer.optimizer.modifiers.empty() ? "" : ", ",
                       fmt::join(trainer.optimizer.modifiers, ", "));
  }
};

FitSettings settings_of(const TableNetwork& network, const FitOptions& options, std::int64_t prepared_rows,
                        std::int64_t training_rows) {
  FitSettings settings;
  // The network chose for the rows that it saw: as many steps for more rows are fewer passes.
  const std::int64_t epochs = std::max<std::int64_t>(1, network.epochs * prepared_rows / training_rows);
  settings.epochs = options.epochs ? options.epochs : static_cast<int>(epochs);
  settings.epochs = std::max(1, static_cast<int>(std::lround(settings.epochs * options.epoch_share)));
  settings.patience = options.patience ? options.patience : network.patience;
  settings.batch = std::min<std::int64_t>(options.batch ? options.batch : network.batch, training_rows);
  const std::int64_t steps = settings.epochs * std::max<std::int64_t>(1, training_rows / settings.batch);
  settings.schedule = options.schedule.value_or(network.schedule);
  settings.trainer = {network.optimizer, settings.schedule.over(steps, steps / settings.epochs), options.seed,
                      options.threads, settings.schedule.plateau.has_value()};
  if (settings.schedule.momentum)
    settings.trainer.momentum = settings.schedule.momentum(steps, steps / settings.epochs);
  Optimizer& optimizer = settings.trainer.optimizer;
  if (options.learning_rate > 0) optimizer.learning_rate = options.learning_rate;
  if (options.around_optimizer) optimizer = options.around_optimizer(std::move(optimizer));
  if (optimizer.full_batch) {
    check_full_batch(optimizer, options);
    settings.batch = training_rows;
  }
  return settings;
}

std::vector<std::string> inferred_lines(const FitRows& rows, const TableNetwork& network, const FitSettings& settings,
                                        const FitReport& report, bool folds, bool test_given, bool scheduled,
                                        std::int64_t parameters) {
  std::vector<std::string> lines = {
      column_line(rows.inputs, rows.prepared.encoder),
      target_line(rows.target),
      rows_line(report, folds, test_given),
      fmt::format("architecture: {}, {} parameters", network.architecture, grouped(parameters)),
      fmt::format("loss: {}", network.loss_name),
      fmt::format("optimizer: {}, learning rate {:g}, batch {}, at most {} epochs", settings.optimizer_text(),
                  settings.trainer.optimizer.learning_rate, settings.batch, settings.epochs)};
  if (settings.trainer.optimizer.full_batch)
    lines.back() = fmt::format("optimizer: {}, all {} rows a step, at most {} epochs", settings.optimizer_text(),
                               grouped(settings.batch), settings.epochs);
  if (scheduled) lines.push_back(fmt::format("schedule: {}", settings.schedule.name));
  lines.insert(lines.end(), network.remarks.begin(), network.remarks.end());
  if (rows.inputs.sampled())
    lines.push_back(
        fmt::format("the file is read as the fit goes; what was inferred is from a sample of {} of its {} rows, "
                    "which also validates and tests",
                    grouped(rows.inputs.rows()), grouped(rows.inputs.file_rows())));
  return lines;
}

Model model_of(const Prepared& prepared, const TableNetwork& network, const Best& best, const FitSettings& settings,
               const FitReport& report, std::uint64_t seed) {
  ModelParts model;
  model.encoder = prepared.encoder;
  model.target = prepared.target.names[0];
  model.further_targets.assign(prepared.target.names.begin() + 1, prepared.target.names.end());
  model.classifies = prepared.target.task == Task::classification;
  model.class_names = prepared.target.classes;
  model.parameters = best.parameters;
  model.states = best.states;
  model.inference = [&](const NamedArrays& parameters, const Array& features) {
    auto recording = std::make_shared<Recording>();
    recording->parameters = parameters;
    recording->states = best.states;
    return network.predict(Scope(recording), features);
  };
  model.metadata = {{"architecture", network.architecture},
                    {"loss", network.loss_name},
                    {"optimizer", settings.optimizer_text()},
                    {"schedule", settings.schedule.name},
                    {"learning_rate", fmt::format("{:g}", settings.trainer.optimizer.learning_rate)},
                    {"batch", std::to_string(settings.batch)},
                    {"epochs", std::to_string(report.history.size())},
                    {"best_epoch", std::to_string(report.best_epoch)},
                    {"seed", std::to_string(seed)},
                    {"rows", std::to_string(report.training_rows)}};
  if (settings.trainer.optimizer.full_batch)
    for (const char* key : {"learning_rate", "schedule", "batch"}) model.metadata.erase(key);
  return build_model(model);
}

// What must be equal for a fit to go on from a checkpoint, in the order in which a difference is told.
SettingList checkpoint_settings(const Dataset& data, const TableNetwork& network, const FitSettings& settings,
                                const FitOptions& options) {
  SettingList all = {{"seed", std::to_string(options.seed)}, {"architecture", network.architecture}};
  for (const auto& [name, value] : options.checkpoint.settings) all.emplace_back(name, value);
  all.insert(all.end(), {{"target", fmt::format("{}", fmt::join(data.targets(), ", "))},
                         {table_setting, fingerprint(data.table)},
                         {"optimizer", settings.optimizer_text()},
                         {"schedule", settings.schedule.name},
                         {"learning rate", fmt::format("{}", settings.trainer.optimizer.learning_rate)},
                         {"batch", std::to_string(settings.batch)},
                         {"number of epochs", std::to_string(settings.epochs)},
                         {"patience", std::to_string(settings.patience)},
                         {"loss", network.loss_name}});
  return all;
}

// One training of a network; the data and the network must outlive it.
struct Training {
  Batches batches;
  Trainer trainer;
  KeepBest keep;
  std::optional<FullBatchTraining> full_batch;

  Training(const TableNetwork& network, const Prepared& data, const FitSettings& settings, const FitOptions& options,
           std::unique_ptr<RowStream> stream)
      : batches(data, settings.batch, network.folds, options.seed + 2, options.threads, std::move(stream)),
        trainer([&](Scope s, const std::vector<Array>& b) { return network.loss(s, b[0], b[1], b[2]); },
                batches.arrays(), settings.trainer),
        keep(network.keep_margin, settings.patience, options.patience > 0, trainer) {
    if (settings.trainer.optimizer.full_batch) full_batch.emplace(network, batches, settings.trainer, trainer);
  }

  Ending run(const TableNetwork& network, const Prepared& data, const FitSettings& settings, const FitOptions& options,
             const std::vector<Callback>& callbacks, Position& position, Saver& saver,
             const std::function<double()>& seconds) {
    Validator validate(network, data, trainer, options.threads, options.loss);
    std::optional<Plateau> plateau;
    if (settings.schedule.plateau) plateau.emplace(*settings.schedule.plateau);
    Loop loop{trainer, batches,   validate,        keep,    position,
              saver,   callbacks, settings.epochs, plateau, full_batch ? &*full_batch : nullptr,
              seconds};
    return train(loop);
  }
};

// More rows gain less and take longer.
constexpr std::int64_t most_refit_rows = 20'000;

// The second training: anew, from all rows. Nothing when a listener stopped it.
std::optional<Model> refit(const NetworkMaker& make, bool folds, const Dataset& data, const FitOptions& options) {
  using Clock = std::chrono::steady_clock;
  const auto start = Clock::now();
  FitOptions all_learn = options;
  all_learn.test_fraction = 0;
  const FitRows rows = prepare_rows(data, all_learn, folds);
  const Prepared& prepared = rows.prepared;
  const TableNetwork network = make(prepared);
  const FitSettings settings = settings_of(network, options, prepared.training, prepared.training);
  Training training(network, prepared, settings, options, nullptr);
  std::vector<Callback> callbacks;
  for (const Callback& callback : options.callbacks) callbacks.push_back({.on_epoch = callback.on_refit_epoch});
  Position position;
  const CheckpointOptions no_checkpoint;
  Saver saver(no_checkpoint, [] {});
  const Ending ending =
      training.run(network, prepared, settings, options, callbacks, position, saver,
                   [&] { return std::chrono::duration<double>(Clock::now() - start).count(); });
  if (ending == Ending::interrupted) return std::nullopt;
  FitReport report;
  report.training_rows = prepared.training;
  report.history = position.history;
  report.best_epoch = training.keep.best().epoch;
  return model_of(prepared, network, training.keep.best(), settings, report, options.seed);
}

// `folds`: whether the network validates itself with rows that some of its members never see.
FitReport fit_network(const NetworkMaker& make, bool folds, const Dataset& data, const FitOptions& options) {
  using Clock = std::chrono::steady_clock;
  const auto start = Clock::now();
  check(options);
  const FitRows rows = prepare_rows(data, options, folds);
  const Prepared& prepared = rows.prepared;
  if (options.loss && is_known_loss(options.loss_name)) check_loss(options.loss_name, rows.target.task);
  const TableNetwork network = make(prepared);
  std::unique_ptr<RowStream> stream;  // a sample's file is read as the fit goes
  if (data.table.sampled())
    stream = std::make_unique<RowStream>(data.table, prepared.encoder, prepared.target, options.seed + 3);
  const std::int64_t training_rows = stream ? stream->rows() : prepared.training;
  const FitSettings settings = settings_of(network, options, prepared.training, training_rows);
  if (stream && settings.trainer.optimizer.full_batch)
    fail("{} takes all rows at once, but {} is read as the fit goes; give it more memory, or take adam",
         settings.trainer.optimizer.name, data.table.label());
  const auto available = static_cast<std::int64_t>(rows.target.rows.size());
  const bool refits = options.refit.value_or(folds && available <= most_refit_rows) && !options.test &&
                      options.test_fraction > 0 && !stream;
  Training training(network, prepared, settings, options, std::move(stream));
  Trainer& trainer = training.trainer;
  KeepBest& keep = training.keep;
  std::optional<FullBatchTraining>& full_batch = training.full_batch;

  FitReport report;
  report.notes = rows.notes;
  Position position;
  SettingList same;
  const std::filesystem::path& file = options.checkpoint.file;
  if (!file.empty()) same = checkpoint_settings(data, network, settings, options);
  if (options.checkpoint.resume) {
    Checkpoint saved = read_checkpoint(file, same);
    try {
      trainer.restore(saved.trainer);
      keep.restore(std::move(saved.best));
      if (full_batch) full_batch->restore(saved.minimiser);
    } catch (const Error& error) {
      fail("cannot go on from {}: {}", file.string(), error.what());
    }
    position = std::move(saved.position);
    for (Progress& each : position.history) each.epochs = settings.epochs;
    if (const std::string here = cpu::isa_name(cpu::chosen_isa()); saved.instructions != here)
      report.notes.push_back(
          fmt::format("{} was written with {} instructions and goes on with {}: the model may differ in "
                      "its last digits from that of a fit without interruption",
                      file.string(), saved.instructions, here));
  }
  const auto seconds = [&, before = position.seconds] {
    return before + std::chrono::duration<double>(Clock::now() - start).count();
  };
  Saver saver(options.checkpoint, [&] {
    position.seconds = seconds();
    write_checkpoint(
        file, {same, trainer.snapshot(), full_batch ? full_batch->snapshot() : NamedArrays(), position, keep.best()});
  });

  report.training_rows = training_rows;
  for (const auto& part : validation_rows(network, prepared))
    report.validation_rows += static_cast<std::int64_t>(part.size());
  report.test_rows = rows.test.rows();
  report.inferred = inferred_lines(rows, network, settings, report, folds, options.test.has_value(),
                                   options.schedule.has_value(), trainer.parameter_count());
  if (refits)
    report.inferred.push_back(
        fmt::format("after the test, the model learns once more, from all {} rows", grouped(available)));
  // A network that can't be written as a model is refused before the training, not after.
  model_of(prepared, network, keep.best(), settings, report, options.seed);
  const FitStart started{report.inferred, trainer.parameter_count(), settings.epochs, training.batches.count(),
                         position.epoch};
  for (const Callback& callback : options.callbacks)
    if (callback.on_start) callback.on_start(started);

  const Ending ending =
      training.run(network, prepared, settings, options, options.callbacks, position, saver, seconds);
  report.history = position.history;
  report.stopped_early = ending == Ending::stopped_early;
  report.interrupted = ending == Ending::interrupted;
  report.best_epoch = keep.best().epoch;
  report.checkpoint_saved = saver.saved();
  // Stopped before its first epoch was over, a fit has no best, but something learned.
  const Best present{0, 0, trainer.evaluated_parameters(), trainer.states()};
  report.model =
      model_of(prepared, network, report.history.empty() ? present : keep.best(), settings, report, options.seed);
  if (rows.test.rows() > 0)
    report.test = report.model.evaluate(rows.test, nullptr, &report.confusion, &report.test_each);
  if (refits && !report.interrupted) {
    if (std::optional<Model> model = refit(make, folds, data, options)) {
      report.model = std::move(*model);
      report.refit_rows = available;
    } else {
      // Going on begins the second training anew.
      saver.now();
      report.interrupted = true;
      report.checkpoint_saved = saver.saved();
    }
  }
  if (!saver.failure().empty()) report.notes.push_back("the checkpoint is not up to date: " + saver.failure());
  report.seconds = seconds();
  for (const Callback& callback : options.callbacks)
    if (callback.on_end) callback.on_end(report);
  return report;
}

}  // namespace

void check_fit(const std::string& architecture, const FitOptions& options) {
  check_network_name(architecture);
  check(options);
  if (!options.optimizer || !options.optimizer->full_batch) return;
  const Optimizer optimizer =
      options.around_optimizer ? options.around_optimizer(*options.optimizer) : *options.optimizer;
  check_full_batch(optimizer, options);
  if (architecture == tabular_name) refuse_full_batch_folds(optimizer.name, architecture);
  // Any width shows what the network does.
  auto recording = std::make_shared<Recording>();
  recording->purpose = Recording::Purpose::initialize;
  ansatz::architecture(architecture, 1)(Scope(recording), zeros({8, 4}));
  auto training = std::make_shared<Recording>(*recording);
  training->purpose = Recording::Purpose::training;
  training->declared.clear();
  training->random_calls.clear();
  ansatz::architecture(architecture, 1)(Scope(training), zeros({8, 4}));
  check_full_batch_recording(optimizer.name, *training);
}

FitReport fit(const Dataset& data, const FitOptions& options) { return fit(tabular_name, data, options); }

FitReport fit(const std::string& architecture, const Dataset& data, const FitOptions& options) {
  return fit_network([&](const Prepared& prepared) { return named_network(architecture, prepared, options); },
                     architecture == tabular_name, data, options);
}

FitReport fit(const Architecture& architecture, const Dataset& data, const FitOptions& options) {
  return fit_network([&](const Prepared& prepared) { return plain_network(prepared, architecture, "custom", options); },
                     false, data, options);
}

}  // namespace ansatz
