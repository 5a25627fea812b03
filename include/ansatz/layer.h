// What a layer is: a function of a Scope and an array, whose shape is given as [batch..., features]. The layers
// themselves: ansatz/layers.h, which the build makes from the files in src/nn/layers/.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "ansatz/initializer.h"
#include "ansatz/operations.h"
#include "ansatz/scope.h"

namespace ansatz {

/// A network, or a part of one: any function of a scope and its input.
using Architecture = std::function<Array(Scope, Array)>;
/// What stands between linear layers: a function of an array; some have parameters or draw numbers.
using Activation = std::function<Array(Scope, const Array&)>;

struct NamedActivation {
  std::string name, source;  ///< and where its formula comes from
  Activation function;
};

/// Every activation that has a name, with its default settings: those of `ansatz/operations.h` and `ansatz/layers.h`
/// whose comment says so.
const std::vector<NamedActivation>& activations();

/// The activation of that name, as in "relu". Throws `Error` with the nearest name.
Activation activation(const std::string& name);

}  // namespace ansatz
