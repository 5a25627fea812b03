#include "ansatz/optimizer.h"
#include "base/fail.h"

namespace ansatz {

/// Of `per_path`: what is said replaces the usual treatment, the rest of it stays.
struct PathOptions {
  double rate = 1.0;                   ///< multiplies the learning rate; above 0
  std::optional<bool> decays = {};     ///< whether weight decay and penalties shrink it; by default what has two axes
};

namespace {

// Whether `part` is a run of whole names in `path`: "hidden" and "hidden.bias" are in "net.hidden.bias", "bia" is not.
bool lies_in(const std::string& part, const std::string& path) {
  return ("." + path + ".").find("." + part + ".") != std::string::npos;
}

}  // namespace

/// Parameters whose path holds such names are treated so: {{"head", {.rate = 10}}, {"embedding", {.decays = false}}};
/// "hidden.weight" means that one, "bias" all biases. Where several match, rates multiply and the last `decays` counts.
Optimizer per_path(Optimizer optimizer, const std::vector<std::pair<std::string, PathOptions>>& paths) {
  for (const auto& [path, options] : paths)
    if (!(options.rate > 0)) fail("per_path: the rate of \"{}\" is {}; it must be above 0", path, options.rate);
  optimizer.treat = [inner = optimizer.treat, paths](const std::string& name, const Shape& shape) {
    Treatment treatment = inner(name, shape);
    for (const auto& [path, options] : paths) {
      if (!lies_in(path, name)) continue;
      treatment.rate *= options.rate;
      treatment.decays = options.decays.value_or(treatment.decays);
    }
    return treatment;
  };
  return optimizer;
}

}  // namespace ansatz
