// What a fit needs to know of a network.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "ansatz/fit.h"
#include "data/encoder.h"
#include "data/target.h"

namespace ansatz {

/// The data of a fit, ready for a network.
struct Prepared {
  Target target;  ///< of the rows below, in the order: training (shuffled once), validation
  Encoder encoder;
  std::vector<float> features;  ///< [training + validation, encoder.features()]
  std::int64_t training = 0, validation = 0;
};

struct TableNetwork {
  std::string architecture, loss_name;
  /// How many parts the rows are cut into. Member j of the network never learns from part j, and its predictions for
  /// that part validate the fit, so that no row is lost to the others. 0: some rows are set aside instead.
  int folds = 0;
  int members = 0;  ///< at most folds: the first so many parts validate
  /// The loss of a batch: features [rows, F]; targets [rows, outputs] in their own units, or class numbers i64 [rows]; the
  /// rows' folds, f32 [rows, 1].
  std::function<Array(Scope, const Array& features, const Array& targets, const Array& folds)> loss;
  /// With folds: for the features of each of the first `members` parts, what its member predicts, as `predict` does.
  std::function<std::vector<Array>(Scope, const std::vector<Array>& fold_features)> predict_folds;
  /// Predictions [rows, outputs] in the target's units, or logits [rows, classes].
  std::function<Array(Scope, const Array& features)> predict;
  Optimizer optimizer;
  ScheduleForm schedule;
  int epochs = 100, batch = 128, patience = 20;
  /// An earlier epoch replaces the last one only if its validation is better by this part of it.
  double keep_margin = 0;
  std::vector<std::string> remarks;  ///< what was inferred from the data, for people
};

/// The default for tables: an average of small networks (src/train/tabular.cc says which and why).
TableNetwork tabular_network(const Prepared& data, const FitOptions& options);
inline constexpr const char* tabular_name = "tabular";

/// What the report calls the loss.
std::string loss_name_of(const FitOptions& options, Task task);

/// Any architecture over the encoded features, with the target standardised.
TableNetwork plain_network(const Prepared& data, const Architecture& architecture, const std::string& name,
                           const FitOptions& options);

/// "tabular", or an architecture by name ("mlp:64,64"). Throws `Error` with the nearest name.
TableNetwork named_network(const std::string& name, const Prepared& data, const FitOptions& options);

}  // namespace ansatz
