// fit: from data to a model.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ansatz/callback.h"
#include "ansatz/losses.h"
#include "ansatz/model.h"
#include "ansatz/nn.h"
#include "ansatz/optimizers.h"
#include "ansatz/schedules.h"
#include "ansatz/table.h"
#include "ansatz/task.h"

namespace ansatz {

/// Where and how often the state of a fit is saved, so that it can go on after an interruption, bit for bit: on the same
/// instruction set the model is the same, byte for byte, as that of a fit that was never interrupted. The file is a
/// safetensors file with a checksum: parameters, states, the optimizer's state, the best so far, the position in the
/// data, the history, and the settings that must be equal. It is replaced at once or not at all, and kept at the end.
struct CheckpointOptions {
  std::filesystem::path file = {};  ///< empty: nothing is saved but the model
  int every_epochs = 0;             ///< 0: not by epochs
  double every_seconds = 30;  ///< after the first step that ends so long after the last save; below 0: not by time
  /// Goes on from the file. Throws `Error` with the reason when it is damaged or belongs to another fit.
  bool resume = false;
  /// Further settings that must be equal: what the functions in FitOptions were made from.
  std::map<std::string, std::string> settings = {};
};

struct FitOptions {
  /// Regression or classification; by default what the target's values suggest.
  std::optional<Task> task = {};
  /// Further features, computed from the columns: "area^2, cos(sold.month), town:kind" (ansatz/formula.h): numbers, parts of
  /// dates (.year, .month, .day, .weekday, .days), and crosses of two categories. Part of the model. `fit` throws
  /// `FormulaError` for what can't be.
  std::string features = "";
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
  double epoch_share = 1;  ///< of those epochs, at least one is trained: a shorter fit of the same kind; above 0
  int batch = 0;                        ///< 0: the default for the size of the data
  int patience = 0;                     ///< epochs without a better validation metric before stopping; 0: the default
  std::uint64_t seed = 0;
  int threads = 0;                 ///< 0: all processors; the numbers are the same for any number
  std::optional<Table> test = {};  ///< scored at the end; by default a part of the data that is set aside
  double test_fraction = 0.2;      ///< of the rows, set aside when no test table is given; 0: all learn or validate
  /// Whether a second training of the same kind, from all rows, those that were set aside for the test too, makes the
  /// model after the first has been tested. By default "tabular" does so up to 20,000 rows. Never where no rows were set
  /// aside, nor with a table that is read as the fit goes.
  std::optional<bool> refit = {};
  std::vector<Callback> callbacks = {};
  /// When the fit is interrupted by a callback, its state is saved, too.
  CheckpointOptions checkpoint = {};
};

struct FitReport {
  Model model;
  std::vector<std::string> inferred;  ///< what fit chose, a line each, for people
  std::vector<std::string> notes;     ///< what was strange in the data and how it was handled
  std::vector<Progress> history;      ///< of the first training
  std::int64_t training_rows = 0, validation_rows = 0, test_rows = 0;
  /// How many rows the model has learned from in the second training; 0: there was none.
  std::int64_t refit_rows = 0;
  Metrics test;  ///< on the test rows, by the training that has not seen them; of several targets the means
  std::vector<Metrics> test_each;  ///< of several targets: of each, in the model's order
  ConfusionMatrix confusion;       ///< of the test rows, for classes
  int best_epoch = 0;  ///< of the first training
  bool stopped_early = false, interrupted = false;
  bool checkpoint_saved = false;  ///< the checkpoint file holds a state of this fit
  double seconds = 0;
};

/// Fits the architecture that suits tables ("tabular"; docs/design.md says what it is and why).
FitReport fit(const Dataset& data, const FitOptions& options = {});
/// What the next function knows: "tabular" and the architectures of ansatz/architecture.h.
std::vector<std::string> network_names();
/// Throws `Error` with the nearest name of an architecture or an option unless `fit` knows this one.
void check_network_name(const std::string& name);
/// Throws `Error` for what `fit` refuses whatever the data are: unknown names, numbers that cannot be, an optimizer that
/// does not go with the network or the options.
void check_fit(const std::string& architecture, const FitOptions& options);
/// Fits a named architecture: "tabular", "linear", "mlp:64,64,dropout=0.1". Throws `Error` with the nearest name.
FitReport fit(const std::string& architecture, const Dataset& data, const FitOptions& options = {});
/// Fits any function of a scope and the encoded features [batch, features]; it returns [batch, 1] for regression, one
/// more for each further target, and [batch, classes] logits for classification.
FitReport fit(const Architecture& architecture, const Dataset& data, const FitOptions& options = {});

/// The report as text.
std::string to_string(const FitReport& report);
/// Prints it to standard output.
void print(const FitReport& report);

}  // namespace ansatz
