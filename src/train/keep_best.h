// Which epoch is kept, and when to stop.
#pragma once

#include <limits>

#include "ansatz/scope.h"
#include "train/network.h"
#include "train/trainer.h"

namespace ansatz {

/// The best epoch so far and its numbers.
struct Best {
  int epoch = 0;
  double validation = std::numeric_limits<double>::infinity();
  NamedArrays parameters, states;
};

/// Early stopping and keep-best (Prechelt 1998, "Early stopping - but when?": the simple rule of patience).
class KeepBest {
 public:
  /// Stops after `patience` epochs without a better metric. `strict`: somebody asked for that patience; otherwise a network with a
  /// margin (TableNetwork::keep_margin) goes on unless the fit has clearly gone astray.
  /// Until an epoch is better, the numbers of the trainer as it stands are the best.
  KeepBest(double margin, int patience, bool strict, const Trainer& trainer)
      : margin_(margin),
        patience_(patience),
        strict_(strict),
        best_{.parameters = trainer.evaluated_parameters(), .states = trainer.states()} {}

  /// Takes note of an epoch; true when it is the best so far.
  bool offer(int epoch, double validation, const Trainer& trainer);
  /// Whether to stop after this epoch.
  bool enough(int epoch, double validation) const;
  /// After the last epoch of a fit that was not stopped early: with a margin it replaces a best that is hardly better.
  void finish(int epoch, double validation, const Trainer& trainer);

  const Best& best() const { return best_; }
  /// Goes on from an earlier best. Throws `Error` when it is not one of this network.
  void restore(Best best);

 private:
  void keep(int epoch, double validation, const Trainer& trainer);

  double margin_;
  int patience_;
  bool strict_;
  Best best_;
};

}  // namespace ansatz
