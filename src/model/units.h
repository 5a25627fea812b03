// A model's network as units: each applies its activation to a weighted sum of features and earlier units.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "ansatz/model.h"

namespace ansatz {

struct NetworkUnit {
  std::string activation;         ///< "relu", …; empty for an output
  double parameter = 0;           ///< of the activation: the slope of leaky_relu
  std::map<int, double> weights;  ///< by source: the features come first, then the units in their order; zeros are kept
  double bias = 0;
};

struct UnitNetwork {
  std::vector<std::string> features;  ///< names of what the encoder makes of the columns
  std::vector<NetworkUnit> units;     ///< each reads only those before it
  std::vector<NetworkUnit> outputs;   ///< the target in its own units, or a logit a class
  std::vector<std::string> output_names;
};

/// The network between the encoder and the class probabilities. Layers that follow each other without an activation
/// between them become one. Throws `Error` that names the operator for a network of another kind.
UnitNetwork units_of(const Model& model);

}  // namespace ansatz
