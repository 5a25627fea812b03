// The validation metric of a network while it learns.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "ansatz/compile.h"
#include "ansatz/loss.h"
#include "train/network.h"
#include "train/standardised.h"
#include "train/trainer.h"

namespace ansatz {

/// The rows that validate, a list for each member: those set aside, or with folds those of each member's fold.
std::vector<std::vector<std::int64_t>> validation_rows(const TableNetwork& network, const Prepared& data);

/// The present network's error on rows that it did not learn from. Keeps a reference to the data.
class Validator {
 public:
  /// `loss`: one that somebody chose is what is measured, since the best by another measure is not the best by it
  /// (of standardised numbers, summed over the targets, or of logits).
  Validator(const TableNetwork& network, const Prepared& data, const Trainer& trainer, int threads,
            Loss loss = nullptr);

  /// What is measured: "mae" in the target's units, of several "standardised_mae" (in units of each one's deviation), the mean
  /// "log_loss", or the chosen "loss".
  const char* metric() const {
    if (loss_) return "loss";
    if (data_.target.task == Task::classification) return "log_loss";
    return data_.target.outputs() == 1 ? "mae" : "standardised_mae";
  }
  double operator()(const Trainer& trainer);

 private:
  double chosen_loss(const std::vector<Array>& out) const;
  double error(const float* numbers, std::size_t i, std::int64_t row) const;

  const Prepared& data_;
  std::vector<std::vector<std::int64_t>> rows_;
  std::vector<Array> features_;
  std::unique_ptr<Compiled> predict_;
  Loss loss_;
  Array targets_;  // of the chosen loss
  Standardised scale_;
};

}  // namespace ansatz
