#include "train/keep_best.h"

namespace ansatz {

bool KeepBest::offer(int epoch, double validation, const Trainer& trainer) {
  const bool better = validation < best_.validation;
  if (better) keep(epoch, validation, trainer);
  return better;
}

bool KeepBest::enough(int epoch, double validation) const {
  const bool astray = margin_ == 0 || strict_ || validation > 1.5 * best_.validation;
  return epoch - best_.epoch >= patience_ && astray;
}

void KeepBest::finish(int epoch, double validation, const Trainer& trainer) {
  if (margin_ > 0 && validation * (1 - margin_) <= best_.validation) keep(epoch, validation, trainer);
}

void KeepBest::keep(int epoch, double validation, const Trainer& trainer) {
  best_ = {epoch, validation, trainer.evaluated_parameters(), trainer.states()};
}

}  // namespace ansatz
