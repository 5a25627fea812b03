// From a fitted network to a model: what the training room calls.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "ansatz/model.h"
#include "ansatz/scope.h"
#include "data/encoder.h"

namespace ansatz {

struct ModelParts {
  Encoder encoder;
  std::string target;
  std::vector<std::string> further_targets = {};  ///< regression: of the outputs behind the first
  bool classifies = false;
  std::vector<std::string> class_names;  ///< classification: in the order of the logits
  TargetScaling scaling;                 ///< regression
  /// Records the network for inference: features [rows, F] → [rows, 1], a column more for each further target, or
  /// logits [rows, classes]. A row's result must
  /// not depend on the other rows.
  std::function<Array(const NamedArrays& parameters, const Array& features)> inference;
  NamedArrays parameters;
  NamedArrays states = {};  ///< what `inference` reads of them keeps its name
  /// What `summary` tells about the fit: architecture, loss, optimizer, learning_rate, epochs, batch, seed, rows, ….
  std::map<std::string, std::string> metadata;
};

/// Turns the recorded network, its encoder before it and its decoder behind it, into ONNX operators. Throws `Error` that
/// names the operation when there is no way to write it.
Model build_model(const ModelParts& parts);

}  // namespace ansatz
