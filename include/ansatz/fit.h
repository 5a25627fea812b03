// fit: from data to a model.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ansatz/losses.h"
#include "ansatz/model.h"
#include "ansatz/nn.h"
#include "ansatz/optimizers.h"
#include "ansatz/schedules.h"
#include "ansatz/table.h"

namespace ansatz {

/// What is known after an epoch.
struct Progress {
  int epoch = 0, epochs = 0;         ///< epoch counts from 1
  double training_loss = 0;
  double validation = 0;             ///< the validation metric
  std::string metric;                ///< its name: "mae", "rmse", "log_loss", …
  bool best = false;                 ///< the best so far
  double seconds = 0, seconds_left = 0;
};

struct FitOptions {
  /// The loss; by default squared error for regression, cross-entropy for classification.
  Loss loss = nullptr;
  /// What the report calls the loss. One that `loss` knows must suit the task: fit throws otherwise.
  std::string loss_name = "";
  std::optional<Optimizer> optimizer = {};
  double learning_rate = 0;             ///< 0: the default
  /// What is put around the optimizer, the network's own too: clip_by_norm, l1_penalty, …; gives the one to use.
  std::function<Optimizer(Optimizer)> around_optimizer = nullptr;
  std::optional<ScheduleForm> schedule = {};  ///< of the learning rate; by default the network's own
  int epochs = 0;                       ///< 0: the default for the size of the data
  int batch = 0;                        ///< 0: the default for the size of the data
  int patience = 0;                     ///< epochs without a better validation metric before stopping; 0: the default
  std::uint64_t seed = 0;
  int threads = 0;                      ///< 0: all processors; the numbers are the same for any number
  std::optional<Table> test = {};       ///< scored at the end; by default a part of the data that is set aside
  /// Called once before the first epoch with what fit chose (FitReport::inferred).
  std::function<void(const std::vector<std::string>&)> on_start = {};
  /// Called after each epoch; returns false to stop (the best so far is kept).
  std::function<bool(const Progress&)> on_progress = {};
};

struct FitReport {
  Model model;
  std::vector<std::string> inferred;    ///< what fit chose, a line each, for people
  std::vector<std::string> notes;       ///< what was strange in the data and how it was handled
  std::vector<Progress> history;
  std::int64_t training_rows = 0, validation_rows = 0, test_rows = 0;
  Metrics test;                         ///< on the test rows
  int best_epoch = 0;
  bool stopped_early = false, interrupted = false;
  double seconds = 0;
};

/// Fits the architecture that suits tables ("tabular"; docs/design.md says what it is and why).
FitReport fit(const Dataset& data, const FitOptions& options = {});
/// What the next function knows: "tabular" and the architectures of ansatz/architecture.h.
std::vector<std::string> network_names();
/// Throws `Error` with the nearest name of an architecture or an option unless `fit` knows this one.
void check_network_name(const std::string& name);
/// Fits a named architecture: "tabular", "linear", "mlp:64,64,dropout=0.1". Throws `Error` with the nearest name.
FitReport fit(const std::string& architecture, const Dataset& data, const FitOptions& options = {});
/// Fits any function of a scope and the encoded features [batch, features]; it returns [batch, 1] for regression and
/// [batch, classes] logits for classification.
FitReport fit(const Architecture& architecture, const Dataset& data, const FitOptions& options = {});

/// The report as text.
std::string to_string(const FitReport& report);
/// Prints it to standard output.
void print(const FitReport& report);

}  // namespace ansatz
