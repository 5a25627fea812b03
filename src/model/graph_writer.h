// Assembles an ONNX graph: fresh names, nodes, constants.
#pragma once

#include <onnx/onnx_pb.h>

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "ansatz/array.h"

namespace ansatz {

using OnnxAttribute =
    std::pair<std::string,
              std::variant<std::int64_t, float, std::string, std::vector<std::int64_t>, std::vector<std::string>>>;

/// The number of ONNX's name for an element type (TensorProto.DataType).
int onnx_type(DType type);

class GraphWriter {
 public:
  explicit GraphWriter(onnx::GraphProto& graph) : graph_(graph) {}

  /// The name, or it with a number behind, so that no value has it yet.
  std::string fresh(const std::string& wish);
  /// An input [N, 1] of numbers or of strings; its name is the column's.
  void input(const std::string& name, bool text);
  /// An output [N, width].
  void output(const std::string& name, bool text, std::int64_t width);
  /// An initializer. Numbers written more than once (scalars, shapes) are stored once.
  std::string constant(const Array& numbers);
  std::string constant(const std::vector<std::int64_t>& numbers);
  /// An initializer that keeps its name and counts as a parameter.
  std::string parameter(const std::string& name, const Array& numbers);
  /// The same for a state, such as a running mean.
  std::string state(const std::string& name, const Array& numbers);
  /// A node; returns the name of its (first) output, which is `output` or a fresh one.
  std::string node(const std::string& operation, const std::vector<std::string>& inputs,
                   const std::vector<OnnxAttribute>& attributes = {}, const std::string& output = "");
  /// The same with several outputs.
  std::vector<std::string> node_of(int outputs, const std::string& operation, const std::vector<std::string>& inputs,
                                   const std::vector<OnnxAttribute>& attributes = {});

 private:
  std::string named(const std::string& name, const Array& numbers, const char* mark);
  onnx::NodeProto& add(const std::string& operation, const std::vector<std::string>& inputs,
                       const std::vector<OnnxAttribute>& attributes);
  onnx::GraphProto& graph_;
  std::set<std::string> names_;
  std::map<std::string, std::string> constants_;  // from type, shape and bytes to the initializer's name
};

/// What marks an initializer as a parameter of the network (TensorProto.doc_string).
inline constexpr const char* parameter_mark = "parameter";
inline constexpr const char* state_mark = "state";
/// The symbolic number of rows.
inline constexpr const char* batch_symbol = "N";

}  // namespace ansatz
