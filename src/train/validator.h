// The validation metric of a network while it learns.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "ansatz/compile.h"
#include "train/network.h"
#include "train/trainer.h"

namespace ansatz {

/// The rows that validate, a list for each member: those set aside, or with folds those of each member's fold.
std::vector<std::vector<std::int64_t>> validation_rows(const TableNetwork& network, const Prepared& data);

/// The present network's error on rows that it did not learn from. Keeps a reference to the data.
class Validator {
 public:
  Validator(const TableNetwork& network, const Prepared& data, const Trainer& trainer, int threads);

  /// What is measured: "mae" in the target's units, or the mean "log_loss".
  const char* metric() const { return data_.target.task == Task::regression ? "mae" : "log_loss"; }
  double operator()(const Trainer& trainer);

 private:
  double error(const float* numbers, std::size_t i, std::int64_t row) const;

  const Prepared& data_;
  std::vector<std::vector<std::int64_t>> rows_;
  std::vector<Array> features_;
  std::unique_ptr<Compiled> predict_;
};

}  // namespace ansatz
