// The table of the ONNX operators that can be read.
#pragma once

#include <onnx/onnx_pb.h>

#include <map>
#include <string_view>

#include "ansatz/array.h"
#include "base/fail.h"
#include "model/reader.h"

namespace ansatz {

/// One node with its operands.
struct OnnxCall {
  const onnx::NodeProto& node;
  const std::vector<OnnxValue>& operands;

  std::size_t count() const { return operands.size(); }
  const Array& array(std::size_t i) const;
  /// The numbers of an operand that depends on no argument: axes, extents.
  std::vector<std::int64_t> integers(std::size_t i) const;
  std::int64_t integer(std::size_t i) const;
  std::int64_t attribute(const char* name, std::int64_t otherwise) const;
  std::vector<std::int64_t> attribute_integers(const char* name) const;
  std::vector<std::string> attribute_strings(const char* name) const;
};

using ReadOperator = std::vector<OnnxValue> (*)(const OnnxCall&);

const std::map<std::string_view, ReadOperator>& onnx_operators();

/// Throws unless there is such an element type here.
DType dtype_of_onnx(int type);

}  // namespace ansatz
