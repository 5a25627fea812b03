// ONNX operators as recorded operations: how a model's file becomes numbers again.
#pragma once

#include <onnx/onnx_pb.h>

#include <map>
#include <string>
#include <variant>
#include <vector>

#include "ansatz/array.h"

namespace ansatz {

/// A column of strings: they stay on the host, where OneHotEncoder turns them into numbers.
struct TextColumn {
  std::string name;
};

/// Indices into names: what LabelEncoder gives. The host looks them up.
struct Labels {
  Array indices;
  std::vector<std::string> names;
};

/// What a name in an ONNX graph stands for.
using OnnxValue = std::variant<Array, TextColumn, Labels>;

/// What must be given to run a graph, in f32: a numeric column [N, 1], or a column's levels as 1 and 0 [N, 1, levels].
struct GraphArgument {
  std::string column;
  bool one_hot = false;
  std::vector<std::string> levels = {};
};

class GraphReader {
 public:
  /// Checks every operator. Refers to `graph`, which must outlive it. Throws `Error` for what it can't read.
  explicit GraphReader(const onnx::GraphProto& graph);

  const std::vector<GraphArgument>& arguments() const { return arguments_; }
  /// Records the graph: arrays for arguments() → the graph's outputs.
  std::vector<OnnxValue> record(const std::vector<Array>& arguments) const;

 private:
  const onnx::GraphProto& graph_;
  std::vector<GraphArgument> arguments_;
  std::map<std::string, OnnxValue> given_;    // initializers and text columns
  std::vector<std::string> argument_values_;  // the values that the arguments stand for
};

/// The operators that can be read, in ascending order.
std::vector<std::string> readable_operators();

}  // namespace ansatz
