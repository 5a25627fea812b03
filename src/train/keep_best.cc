#include "train/keep_best.h"

#include "array/node.h"
#include "base/fail.h"

namespace ansatz {
namespace {

void check_alike(const std::string& kind, const NamedArrays& saved, const NamedArrays& present) {
  for (const auto& [name, value] : present) {
    const auto found = saved.find(name);
    if (found == saved.end()) fail("it has no tensor \"best.{}.{}\"", kind, name);
    if (found->second.shape() != value.shape() || found->second.dtype() != value.dtype())
      fail("its tensor \"best.{}.{}\" is {} {}; this network's is {} {}", kind, name, name_of(found->second.dtype()),
           to_string(found->second.shape()), name_of(value.dtype()), to_string(value.shape()));
  }
  for (const auto& [name, value] : saved)
    if (!present.contains(name)) fail("its tensor \"best.{}.{}\" belongs to another network", kind, name);
}

}  // namespace

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

void KeepBest::restore(Best best) {
  check_alike("parameter", best.parameters, best_.parameters);
  check_alike("state", best.states, best_.states);
  // Models name the arrays that are parameters by their nodes' paths, which files don't have.
  for (auto& [name, value] : best.parameters) value.node()->path = std::make_shared<const std::string>(name);
  best_ = std::move(best);
}

void KeepBest::keep(int epoch, double validation, const Trainer& trainer) {
  best_ = {epoch, validation, trainer.evaluated_parameters(), trainer.states()};
}

}  // namespace ansatz
