#include "ansatz/optim.h"
#include "base/fail.h"
#include "base/nearest.h"

namespace ansatz {

Optimizer optimizer(const std::string& name, double learning_rate) {
  if (name == "sgd") return learning_rate > 0 ? sgd({.learning_rate = learning_rate}) : sgd();
  if (name == "adam") return learning_rate > 0 ? adam({.learning_rate = learning_rate}) : adam();
  if (name == "adamw")
    return learning_rate > 0 ? adamw({.learning_rate = learning_rate, .weight_decay = 1e-2}) : adamw();
  fail("unknown optimizer \"{}\"{}", name, suggestion(name, {"sgd", "adam", "adamw"}));
}

}  // namespace ansatz
